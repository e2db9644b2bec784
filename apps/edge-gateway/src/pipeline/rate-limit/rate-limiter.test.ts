import { connectBus } from '@gptget/bus'
import { LIMIT_GRANT_LIFE_MS, takeLimits } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import type { LimitRequest } from '@gptget/contracts'
import { createLogger } from '@gptget/runtime'
import { testNatsUrl } from '@gptget/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { RateLimiter } from './rate-limiter.ts'
import type { Limit } from './rate-limiter.ts'

const REQUESTS: Limit = { of: 'key', bucket: 'key_1:requests', kind: 'requests', perMinute: 100_000 }
const TOKENS: Limit = { of: 'account', bucket: 'acct_1:tokens', kind: 'tokens', perMinute: 100_000 }

let nowMs: number
let asked: LimitRequest['takes'][number][]
let told: LimitRequest['corrections']
let bus: Bus
let book: RateLimiter

beforeAll(async () => {
  bus = await connectBus({ url: testNatsUrl(), name: 'test', onError: (error) => expect.fail(String(error)) })
  bus.serve(takeLimits, ({ takes, corrections }) => {
    asked.push(...takes)
    told.push(...corrections)
    return {
      isGranted: true,
      isDue: false,
      states: takes.map(({ want }) => ({ granted: want, remaining: 0, retryAfterMs: 0, resetMs: 60_000 })),
    }
  })
})
afterAll(() => bus.close())

beforeEach(() => {
  nowMs = 1_000_000
  asked = []
  told = []
  book = new RateLimiter(bus, () => nowMs, createLogger('test', { LOG_LEVEL: 'silent' }))
})

const take = async (amount = 1, limits = [REQUESTS]) =>
  book.take(
    'key_1',
    limits.map((limit) => ({ ...limit, amount })),
  )
const takeMany = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index++) await take()
}

describe('a limit at one edge', () => {
  it('calls billing less often the busier the key is', async () => {
    await takeMany(1_000)
    expect(asked.length).toBeLessThan(15)
  })

  it('requests no more than one request for a key that is seldom used', async () => {
    for (let index = 0; index < 5; index++) {
      await take()
      nowMs += 10_000
    }
    expect(asked.map(({ want }) => want)).toEqual([1, 1, 1, 1, 1])
  })

  it('takes nothing of a small limit in advance', async () => {
    for (let index = 0; index < 5; index++) await take(1, [{ ...REQUESTS, perMinute: 60 }])
    expect(asked.map(({ want }) => want)).toEqual([1, 1, 1, 1, 1])
  })

  it('needs one call for all limits of a request', async () => {
    await take(3, [REQUESTS, TOKENS])
    expect(asked.map(({ bucket, need }) => [bucket, need])).toEqual([
      ['key_1:requests', 3],
      ['acct_1:tokens', 3],
    ])
  })

  it('returns what was not used in time, and uses none of it', async () => {
    await takeMany(5)
    expect(asked.map(({ want }) => want)).toEqual([1, 3, 7])
    nowMs += LIMIT_GRANT_LIFE_MS
    await expect.poll(() => told).toContainEqual({ bucket: 'key_1:requests', amount: -6, returned: 0 })
    await take()
    expect(asked.length).toBe(4)
  })

  it('reports to billing at once what answers used beyond what they took', async () => {
    await take(10)
    book.correct([{ ...REQUESTS, amount: 15 }])
    await expect.poll(() => told).toContainEqual({ bucket: 'key_1:requests', amount: 15, returned: 0 })
  })

  it('queues waiting requests, which need no call each', async () => {
    await Promise.all(Array.from({ length: 8 }, () => take()))
    expect(asked.reduce((sum, { want }) => sum + want, 0)).toBeGreaterThanOrEqual(8)
    expect(asked.length).toBeLessThan(8)
  })
})
