import { LIMIT_GRANT_LIFE_MS, type LimitTake } from '@gptget/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimiter } from './limiter.ts'

type Asked = Partial<Omit<LimitTake, 'need'>>

/** A limiter with the test's clock, and a call for one limit. */
const openLimiter = () => {
  let nowMs = 0
  const limiter = createLimiter(() => nowMs)
  const take = (need: number, { want = need, perMinute = 60, bucket = 'key_1:requests' }: Asked = {}) => {
    const { isGranted, states } = limiter.take({
      takes: [{ bucket, perMinute, need, want }],
      corrections: [],
    })
    return { isGranted, ...states[0]! }
  }
  const correct = (amount: number) =>
    limiter.take({ takes: [], corrections: [{ bucket: 'key_1:requests', amount }] })
  return {
    limiter,
    take,
    correct,
    goTo: (atMs: number) => {
      nowMs = atMs
    },
  }
}

const grantedTo = (need: number, want: number) => openLimiter().take(need, { want }).granted

describe('a rate limit', () => {
  it('allows a burst, and another one a minute later', () => {
    const { take, goTo } = openLimiter()
    const burst = (atMs: number): number => {
      goTo(atMs)
      return Array.from({ length: 200 }, () => take(1)).filter(({ isGranted }) => isGranted).length
    }
    expect(burst(1_000)).toBe(60)
    expect(burst(59_000)).toBe(0)
    expect(burst(61_500)).toBe(60)
  })

  it('is never exceeded in any 60 seconds, however late a grant is used', () => {
    const amount = fc.integer({ min: 1, max: 20 })
    const steps = fc.array(fc.record({ waitMs: fc.nat(9_000), amount, want: fc.nat(40) }), {
      minLength: 1,
      maxLength: 80,
    })
    fc.assert(
      fc.property(steps, (asked) => {
        const { take, goTo } = openLimiter()
        let atMs = 0
        const granted: { atMs: number; amount: number }[] = []
        for (const { waitMs, amount, want } of asked) {
          atMs += waitMs
          goTo(atMs)
          granted.push({ atMs, amount: take(amount, { want }).granted })
          const inLastMinute = granted.filter((grant) => grant.atMs + LIMIT_GRANT_LIFE_MS > atMs - 60_000)
          expect(inLastMinute.reduce((sum, grant) => sum + grant.amount, 0)).toBeLessThanOrEqual(60)
        }
      }),
    )
  })

  it('allows its full amount over ten minutes of steady requests', () => {
    const { take, goTo } = openLimiter()
    let admitted = 0
    for (let atMs = 0; atMs < 600_000; atMs += 300) {
      goTo(atMs)
      if (take(1).isGranted) admitted += 1
    }
    expect(admitted).toBeGreaterThanOrEqual(590)
    expect(admitted).toBeLessThanOrEqual(600)
  })

  it('grants the requested amount or nothing, and says when it will be available', () => {
    const { take, goTo } = openLimiter()
    const perMinute = 10_000
    expect(take(7_000, { perMinute })).toMatchObject({ isGranted: true, remaining: 3_000, retryAfterMs: 0 })
    goTo(1_000)
    const refused = take(5_000, { perMinute })
    expect(refused).toMatchObject({ isGranted: false, remaining: 3_000 })
    goTo(1_000 + refused.retryAfterMs - 1)
    expect(take(5_000, { perMinute }).isGranted).toBe(false)
    goTo(1_000 + refused.retryAfterMs)
    expect(take(5_000, { perMinute }).isGranted).toBe(true)
  })

  it('counts use beyond it, and takes unused quota back', () => {
    const { take, correct } = openLimiter()
    take(50)
    correct(40)
    expect(take(0).remaining).toBe(0)
    expect(take(1).isGranted).toBe(false)
    correct(-31)
    expect(take(1)).toMatchObject({ isGranted: true, remaining: 0 })
    correct(-1_000)
    expect(take(0).remaining).toBe(60)
  })

  it('gives one caller no more than an eighth of the free quota beyond its need', () => {
    expect([grantedTo(1, 60), grantedTo(1, 3), grantedTo(20, 40)]).toEqual([7, 3, 20])
  })

  it('says when it will be fully unused', () => {
    const { take, goTo } = openLimiter()
    goTo(100)
    const { resetMs } = take(1)
    expect(resetMs).toBe(60_400)
    goTo(100 + resetMs)
    expect(take(0).remaining).toBe(60)
  })
})

describe('a limit that running requests will partly release', () => {
  const BUCKET = 'key_1:tokens'
  const open = () => {
    const { limiter, goTo } = openLimiter()
    const ask = (need: number, returns?: LimitTake['returns']) => {
      const take = { bucket: BUCKET, perMinute: 50_000, need, want: need, ...(returns ? { returns } : {}) }
      const { isGranted, isDue, states } = limiter.take({ takes: [take], corrections: [] })
      return { isGranted, isDue, retryAfterMs: states[0]!.retryAfterMs }
    }
    const settle = (amount: number, returned: number) =>
      limiter.take({ takes: [], corrections: [{ bucket: BUCKET, amount, returned }] })
    return { ask, settle, goTo }
  }
  const RUNNING = { amount: 31_000, inMs: 4_000 }

  it('says when the quota will probably return, not when the minute ends', () => {
    const { ask, goTo } = open()
    ask(32_000, RUNNING)
    goTo(1_000)
    expect(ask(32_000)).toEqual({ isGranted: false, isDue: false, retryAfterMs: 3_000 })
    // A late release is expected again soon.
    goTo(10_000)
    expect(ask(32_000)).toMatchObject({ isDue: true, retryAfterMs: 1_000 })
  })

  it('expects no more than what is still running', () => {
    const { ask, settle, goTo } = open()
    ask(32_000, RUNNING)
    settle(-1_000, 31_000)
    goTo(1_000)
    expect(ask(32_000).retryAfterMs).toBeGreaterThan(58_000)
  })

  it('lets only callers wait who return on time, until the quota is available', () => {
    const { ask, settle, goTo } = open()
    ask(32_000, RUNNING)
    expect(ask(32_000)).toMatchObject({ isGranted: false, isDue: false, retryAfterMs: 4_000 })
    goTo(2_000)
    expect(ask(32_000).isDue).toBe(false)
    goTo(4_000)
    expect(ask(32_000)).toMatchObject({ isGranted: false, isDue: true })
    goTo(7_000)
    settle(-31_500, 31_000)
    expect(ask(32_000).isGranted).toBe(true)
  })

  it('makes no request wait for quota that leaves the window in time', () => {
    const { ask, goTo } = open()
    ask(50_000)
    const { retryAfterMs } = ask(1)
    goTo(retryAfterMs)
    expect(ask(1).isGranted).toBe(true)
    expect(ask(50_000)).toMatchObject({ isGranted: false, isDue: false })
  })
})

describe('several limits of one request', () => {
  it('are taken from all or from none', () => {
    const { limiter } = openLimiter()
    const ask = () =>
      limiter.take({
        takes: [
          { bucket: 'key_1:requests', perMinute: 60, need: 1, want: 1 },
          { bucket: 'acct_1:requests', perMinute: 2, need: 1, want: 1 },
        ],
        corrections: [],
      })
    expect([ask(), ask(), ask(), ask()].map(({ isGranted }) => isGranted)).toEqual([true, true, false, false])
    const { states } = ask()
    expect(states.map(({ remaining }) => remaining)).toEqual([58, 0])
    // Only the limit that is reached has something to wait for.
    expect(states.map(({ retryAfterMs }) => retryAfterMs > 0)).toEqual([false, true])
  })

  it('are separate, and forgotten when unused', () => {
    const { limiter, take, goTo } = openLimiter()
    for (let taken = 0; taken < 60; taken += 1) take(1)
    expect(take(1).isGranted).toBe(false)
    expect(take(1, { bucket: 'key_2:requests' }).isGranted).toBe(true)
    goTo(30_000)
    limiter.prune()
    expect(limiter.size()).toBe(2)
    goTo(61_000)
    limiter.prune()
    expect(limiter.size()).toBe(0)
  })
})
