import { startStopwatch } from '@gptget/testkit'
import { expect } from 'vitest'

/**
 * Waits until `read` gives `expected`. @throws if that takes `limitMs` or longer, not counting the time in which the
 * machine had too much to do
 */
export const expectWithin = async <Value>(
  limitMs: number,
  read: () => Value | Promise<Value>,
  expected: Value,
): Promise<void> => {
  const elapsedMs = startStopwatch()
  await expect.poll(read, { timeout: 30_000, interval: 20 }).toEqual(expected)
  expect(elapsedMs()).toBeLessThan(limitMs)
}
