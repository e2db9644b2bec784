import { LIMIT_GRANT_LIFE_MS } from '@gptget/bus'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLimiter } from './limiter.ts'
import { emptyWindow, takeFromWindow } from './sliding-window.ts'

const request = (over: Partial<Parameters<typeof takeFromWindow>[1]> = {}) => ({
  bucket: 'key_1:requests',
  perMinute: 60,
  want: 1,
  ...over,
})

describe('takeFromWindow', () => {
  it('admits the limit in a burst, and again a minute later', () => {
    let window = emptyWindow()
    const admitted = (atMs: number): number => {
      const taken = takeFromWindow(window, request(), atMs)
      window = taken.window
      return taken.grant.granted
    }
    const burst = (atMs: number) =>
      Array.from({ length: 200 }, () => admitted(atMs)).reduce((sum, one) => sum + one)
    expect(burst(1_000)).toBe(60)
    expect(burst(59_000)).toBe(0)
    expect(burst(61_500)).toBe(60)
  })

  it('never admits more than the limit in any 60 seconds, however late a grant is handed out', () => {
    const steps = fc.array(
      fc.record({
        waitMs: fc.nat(9_000),
        want: fc.integer({ min: 1, max: 40 }),
        need: fc.integer({ min: 1, max: 20 }),
      }),
      { minLength: 1, maxLength: 80 },
    )
    fc.assert(
      fc.property(steps, (taken) => {
        let window = emptyWindow()
        let nowMs = 0
        const grants: { atMs: number; granted: number }[] = []
        for (const { waitMs, want, need } of taken) {
          nowMs += waitMs
          const next = takeFromWindow(window, request({ want, need }), nowMs)
          window = next.window
          grants.push({ atMs: nowMs, granted: next.grant.granted })
          const inLastMinute = grants.filter(({ atMs }) => atMs + LIMIT_GRANT_LIFE_MS > nowMs - 60_000)
          expect(inLastMinute.reduce((sum, { granted }) => sum + granted, 0)).toBeLessThanOrEqual(60)
        }
      }),
    )
  })

  it('grants what is needed or nothing, and tells when it will be there', () => {
    const first = takeFromWindow(emptyWindow(), request({ perMinute: 10_000, need: 7_000, want: 7_000 }), 0)
    expect(first.grant).toMatchObject({ granted: 7_000, remaining: 3_000, retryAfterMs: 0 })
    const second = takeFromWindow(
      first.window,
      request({ perMinute: 10_000, need: 5_000, want: 5_000 }),
      1_000,
    )
    expect(second.grant).toMatchObject({ granted: 0, remaining: 3_000 })
    const atMs = 1_000 + second.grant.retryAfterMs
    expect(
      takeFromWindow(second.window, request({ perMinute: 10_000, need: 5_000, want: 5_000 }), atMs).grant
        .granted,
    ).toBe(5_000)
    expect(
      takeFromWindow(second.window, request({ perMinute: 10_000, need: 5_000, want: 5_000 }), atMs - 1).grant
        .granted,
    ).toBe(0)
  })

  it('gives one asker no more than an eighth of what remains beyond its need', () => {
    expect(takeFromWindow(emptyWindow(), request({ want: 60 }), 0).grant.granted).toBe(7)
    expect(takeFromWindow(emptyWindow(), request({ want: 3 }), 0).grant.granted).toBe(3)
    expect(takeFromWindow(emptyWindow(), request({ want: 20, need: 20 }), 0).grant.granted).toBe(20)
  })

  it('says when nothing will be used any more', () => {
    const { grant, window } = takeFromWindow(emptyWindow(), request(), 100)
    expect(grant.resetMs).toBe(60_400)
    expect(takeFromWindow(window, request({ want: 1 }), 100 + grant.resetMs).grant.remaining).toBe(59)
  })
})

describe('createLimiter', () => {
  it('keeps limits apart and forgets those of which nothing is used', () => {
    let nowMs = 0
    const limiter = createLimiter(() => nowMs)
    for (let taken = 0; taken < 60; taken += 1) limiter.take(request())
    expect(limiter.take(request()).granted).toBe(0)
    expect(limiter.take(request({ bucket: 'key_2:requests' })).granted).toBe(1)
    nowMs = 30_000
    limiter.prune()
    expect(limiter.size()).toBe(2)
    nowMs = 61_000
    limiter.prune()
    expect(limiter.size()).toBe(0)
  })
})
