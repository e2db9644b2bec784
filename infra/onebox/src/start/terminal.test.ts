import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createTerminal } from './terminal.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('the terminal prints a line at least every five seconds while something is running', async () => {
  const saidAt: [seconds: number, text: string][] = []
  const terminal = createTerminal(Date.now, (text) => saidAt.push([Date.now(), text]))
  const startedAt = Date.now()
  const nats = Promise.withResolvers<void>()
  const model = Promise.withResolvers<void>()
  const all = Promise.all([
    terminal.during('NATS', nats.promise),
    terminal.during('local model', model.promise),
  ])
  await vi.advanceTimersByTimeAsync(9_500)
  nats.resolve()
  terminal.done('NATS ready')
  await vi.advanceTimersByTimeAsync(20_500)
  model.resolve()
  await all
  await vi.advanceTimersByTimeAsync(60_000)

  const times = [startedAt, ...saidAt.map(([time]) => time), startedAt + 30_000]
  const gaps = times.slice(1).map((time, index) => time - times[index]!)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000)
  expect(saidAt[0]?.[1]).toBe('  4.0 s  … still running: NATS, local model')
  expect(saidAt.at(-1)?.[1]).toMatch(/: local model$/)
  expect(saidAt.at(-1)?.[0]).toBeLessThanOrEqual(startedAt + 30_000)
})
