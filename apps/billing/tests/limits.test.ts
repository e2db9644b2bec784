import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { connectBus } from '@gptget/bus'
import { takeLimits } from '@gptget/contracts'
import { createTestDatabase, startTestNats } from '@gptget/testkit'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { joinLeaderElection } from '../src/limits/join-leader-election.ts'
import { createLimiter } from '../src/limits/limiter.ts'

const nowMs = () => performance.now()

let oldest: ChildProcess | undefined
afterEach(() => void oldest?.kill('SIGKILL'))

describe('rate limits', () => {
  it('continue at once in the next oldest process when the process that kept them is killed', async () => {
    const [nats, database] = await Promise.all([startTestNats(), createTestDatabase()])
    const env = { ...process.env, NATS_URL: nats.url, DATABASE_URL: database.url, LOG_LEVEL: 'warn' }
    oldest = spawn(process.execPath, [path.resolve(import.meta.dirname, '../src/main.ts')], {
      env,
      stdio: 'inherit',
    })
    const [edge, bus] = await Promise.all(
      ['edge', 'billing'].map((name) => connectBus({ url: nats.url, name, onError: () => undefined })),
    )
    const take = () =>
      edge!.call(
        takeLimits,
        { takes: [{ bucket: 'key_1:requests', perMinute: 60, need: 1, want: 1 }], corrections: [] },
        { timeoutMs: 1_500 },
      )
    await vi.waitUntil(
      () =>
        take().then(
          ({ isGranted }) => isGranted,
          () => false,
        ),
      { timeout: 15_000, interval: 50 },
    )

    const limiter = createLimiter(nowMs)
    const leaders = await joinLeaderElection({ bus: bus!, limiter, nowMs, startedAtMs: Date.now() })
    const before = await Promise.all(Array.from({ length: 20 }, take))
    expect(before.every(({ isGranted }) => isGranted)).toBe(true)
    expect(limiter.size()).toBe(0)

    oldest.kill('SIGKILL')
    const killedAtMs = performance.now()
    expect((await take().catch(take)).isGranted).toBe(true)
    expect(limiter.size()).toBe(1)
    expect(performance.now() - killedAtMs).toBeLessThan(3_000)

    leaders.leave()
    await Promise.all([edge!.close(), bus!.close()])
    await Promise.all([nats.stop(), database.drop()])
  })
})
