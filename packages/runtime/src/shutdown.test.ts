import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Shutdown, shutdownTimesFromEnv } from './shutdown.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

const start = (graceMs: number, drainMs: number) => {
  const shutdown = new Shutdown({ graceMs, drainMs })
  const seen: string[] = []
  void shutdown.graceOver.then(() => seen.push('grace over'))
  shutdown.cut.addEventListener('abort', () => seen.push(`cut by ${shutdown.cut.reason}`))
  return { shutdown, seen }
}

describe('the end of a service', () => {
  it('drains by default, without a grace period', () => {
    expect(shutdownTimesFromEnv({})).toEqual({ graceMs: 0, drainMs: 600_000 })
    const env = { GPTGET_SHUTDOWN_GRACE_MS: '5000', GPTGET_SHUTDOWN_DRAIN_MS: '0' }
    expect(shutdownTimesFromEnv(env)).toEqual({ graceMs: 5_000, drainMs: 0 })
    expect(() => shutdownTimesFromEnv({ GPTGET_SHUTDOWN_DRAIN_MS: 'soon' })).toThrow(
      /GPTGET_SHUTDOWN_DRAIN_MS/,
    )
  })

  it('is immediate without time', async () => {
    const { shutdown, seen } = start(0, 0)
    shutdown.begin()
    expect([shutdown.isStopping, shutdown.cut.aborted]).toEqual([true, true])
    await shutdown.graceOver
    expect(seen).toEqual(['cut by time', 'grace over'])
  })

  it('can be shortened before and after it begins', async () => {
    const { shutdown, seen } = start(60_000, 60_000)
    shutdown.begin()
    expect(shutdown.cut.aborted).toBe(false)
    shutdown.hurry()
    await shutdown.graceOver
    expect(seen).toEqual(['cut by hurry', 'grace over'])
    const other = start(60_000, 60_000)
    other.shutdown.hurry()
    expect([other.shutdown.isStopping, other.shutdown.cut.reason]).toEqual([true, 'hurry'])
  })
})
