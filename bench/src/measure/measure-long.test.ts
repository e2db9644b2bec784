import { expect, it } from 'vitest'
import { growthOf } from './measure-long.ts'

const sampled = (bytesAt: (minute: number) => number) =>
  Array.from({ length: 121 }, (_, index) => ({ atMs: index * 5_000, bytes: bytesAt(index / 12) }))

it('a long measurement returns the growth per minute', () => {
  expect(growthOf(sampled((minute) => 1_000 + 30 * minute))).toBeCloseTo(30)
})

it('a long measurement ignores the warm-up time', () => {
  expect(growthOf(sampled((minute) => Math.min(minute, 2) * 1_000_000))).toBeCloseTo(0)
})
