import type { Bus, LimitRequest } from '@gptget/bus'
import { connectBus, LIMIT_GRANT_LIFE_MS, takeLimit } from '@gptget/bus'
import { createLogger } from '@gptget/runtime'
import { testNatsUrl } from '@gptget/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LimitBook } from './limit-book.ts'

const PER_MINUTE = 100_000

let nowMs: number
let asked: LimitRequest[]
let bus: Bus
let book: LimitBook

beforeAll(async () => {
  bus = await connectBus({ url: testNatsUrl(), name: 'test', onError: (error) => expect.fail(String(error)) })
  bus.serve(takeLimit, (request) => {
    asked.push(request)
    return { granted: request.want, remaining: 0, retryAfterMs: 0, resetMs: 60_000 }
  })
})
afterAll(() => bus.close())

beforeEach(() => {
  nowMs = 1_000_000
  asked = []
  book = new LimitBook(bus, () => nowMs, createLogger('test', { LOG_LEVEL: 'silent' }))
})

const admit = async (amount = 1): Promise<void> =>
  void (await book.admit('key', 'requests', PER_MINUTE, amount))
const admitMany = async (count: number): Promise<void> => {
  for (let index = 0; index < count; index++) await admit()
}

describe('a limit at one edge', () => {
  it('asks billing less and less the busier the key is', async () => {
    await admitMany(1_000)
    expect(asked.length).toBeLessThan(15)
  })

  it('asks for no more than the one request of a key that is seldom used', async () => {
    for (let index = 0; index < 5; index++) {
      await admit()
      nowMs += 10_000
    }
    expect(asked.map(({ want }) => want)).toEqual([1, 1, 1, 1, 1])
  })

  it('hands out nothing of a grant whose time is over', async () => {
    await admitMany(5)
    expect(asked.map(({ want }) => want)).toEqual([1, 3, 7])
    const grants = asked.length
    nowMs += LIMIT_GRANT_LIFE_MS
    await admit()
    expect(asked.length).toBe(grants + 1)
  })

  it('counts what answers used beyond or below what was taken for them, once', async () => {
    await admit(10)
    book.correct('key', 'requests', 10, 25)
    nowMs += 60_000
    await admit(10)
    expect(asked.at(-1)?.need).toBe(25)
    book.correct('key', 'requests', 10, 4)
    nowMs += 60_000
    await admit(10)
    expect(asked.at(-1)?.need).toBe(4)
  })

  it('keeps those who wait in line, and they need not each ask', async () => {
    await Promise.all(Array.from({ length: 8 }, () => admit()))
    expect(asked.reduce((sum, { want }) => sum + want, 0)).toBeGreaterThanOrEqual(8)
    expect(asked.length).toBeLessThan(8)
  })
})
