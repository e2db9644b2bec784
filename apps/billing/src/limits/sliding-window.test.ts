import { LIMIT_GRANT_LIFE_MS, type LimitTake } from '@gptget/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimiter } from './limiter.ts'

type Asked = Partial<Omit<LimitTake, 'need'>>

/** A limiter whose clock the test moves, and how it is asked for one limit. */
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
  it('is admitted in a burst, and again a minute later', () => {
    const { take, goTo } = openLimiter()
    const burst = (atMs: number): number => {
      goTo(atMs)
      return Array.from({ length: 200 }, () => take(1)).filter(({ isGranted }) => isGranted).length
    }
    expect(burst(1_000)).toBe(60)
    expect(burst(59_000)).toBe(0)
    expect(burst(61_500)).toBe(60)
  })

  it('is never exceeded in any 60 seconds, however late a grant is handed out', () => {
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

  it('is admitted in full over ten minutes of steady asking', () => {
    const { take, goTo } = openLimiter()
    let admitted = 0
    for (let atMs = 0; atMs < 600_000; atMs += 300) {
      goTo(atMs)
      if (take(1).isGranted) admitted += 1
    }
    expect(admitted).toBeGreaterThanOrEqual(590)
    expect(admitted).toBeLessThanOrEqual(600)
  })

  it('grants what is asked for or nothing, and tells when it will be there', () => {
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

  it('counts what was used beyond it, and takes back what was not', () => {
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

  it('gives one asker no more than an eighth of what is free beyond its need', () => {
    expect([grantedTo(1, 60), grantedTo(1, 3), grantedTo(20, 40)]).toEqual([7, 3, 20])
  })

  it('says when nothing of it will be used any more', () => {
    const { take, goTo } = openLimiter()
    goTo(100)
    const { resetMs } = take(1)
    expect(resetMs).toBe(60_400)
    goTo(100 + resetMs)
    expect(take(0).remaining).toBe(60)
  })
})

describe('a limit of which running requests will give something back', () => {
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

  it('says when it will probably be back, not when the minute is over', () => {
    const { ask, goTo } = open()
    ask(32_000, RUNNING)
    goTo(1_000)
    expect(ask(32_000)).toEqual({ isGranted: false, isDue: false, retryAfterMs: 3_000 })
    // One that is late is expected soon, again and again.
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

  it('lets only those wait who come back when told, until it is there', () => {
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

  it('makes no request wait for what leaves the minute in time', () => {
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
    // Only the limit that stands in the way has anything to wait for.
    expect(states.map(({ retryAfterMs }) => retryAfterMs > 0)).toEqual([false, true])
  })

  it('are kept apart, and forgotten when nothing of them is used', () => {
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
