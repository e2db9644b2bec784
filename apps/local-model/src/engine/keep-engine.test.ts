import { createLogger } from '@gptget/runtime'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepEngine } from './keep-engine.ts'
import type { Engine } from './load-engine.ts'

let events: string[]
let failure: Error | undefined
const logger = createLogger('local-model', { LOG_LEVEL: 'silent' })

beforeEach(() => {
  vi.useFakeTimers()
  events = []
  failure = undefined
})
afterEach(() => void vi.useRealTimers())

const load = async (): Promise<Engine> => {
  events.push('load')
  if (failure) throw failure
  return { dispose: async () => void events.push('dispose') } as Engine
}
const keep = () => keepEngine(load, { name: 'the model', idleMs: 1_000, now: Date.now, logger })

it('an engine loads at the first request, and once for simultaneous requests', async () => {
  const keeper = keep()
  expect(events).toEqual([])
  const [one, other] = await Promise.all([keeper.lease(), keeper.lease()])
  expect([events, one.engine === other.engine]).toEqual([['load'], true])
})

it('an engine unloads after the idle time, never while it is used, and loads again', async () => {
  const keeper = keep()
  const first = await keeper.lease()
  await vi.advanceTimersByTimeAsync(5_000)
  first[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(900)
  const second = await keeper.lease()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(events).toEqual(['load'])
  second[Symbol.dispose]()
  await vi.advanceTimersByTimeAsync(1_000)
  expect([events, keeper.loaded()]).toEqual([['load', 'dispose'], undefined])
  await keeper.lease()
  expect(events).toEqual(['load', 'dispose', 'load'])
})

it('an engine rejects all waiting requests with the cause of a failed load, and retries for the next', async () => {
  const keeper = keep()
  failure = new Error('no memory')
  const asked = await Promise.allSettled([keeper.lease(), keeper.lease()])
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  failure = undefined
  expect((await keeper.lease()).engine).toBe(keeper.loaded())
})
