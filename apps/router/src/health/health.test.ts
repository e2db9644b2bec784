import { describe, expect, it } from 'vitest'
import { RouteHealth } from './route-health.ts'
import { medianTtftMs, throughputOf } from './window.ts'
import type { CircuitUpdate } from './circuit.ts'

const KEY = 'provider/model'

const createHealth = () => {
  const clock = { nowMs: 1_000_000 }
  const updates: [string, CircuitUpdate][] = []
  const health = new RouteHealth(
    () => clock.nowMs,
    (key, change) => updates.push([key, change]),
  )
  const fail = (times: number): void => {
    for (let failure = 0; failure < times; failure++) health.failed(KEY, 'timeout')
  }
  return { health, clock, updates, fail }
}

describe('a circuit', () => {
  it('opens after three failures in a row, and reports it', () => {
    const { health, updates, fail } = createHealth()
    fail(2)
    expect(health.state(KEY)).toBe('closed')
    fail(1)
    expect([health.state(KEY), health.cooldownMs(KEY)]).toEqual(['open', 2_000])
    expect(updates).toEqual([[KEY, { openForMs: 2_000, openings: 1, reason: 'timeout' }]])
  })

  it('stays open longer each time its probe fails, up to a minute, even if other attempts were running', () => {
    const { health, clock, fail } = createHealth()
    fail(10)
    for (const cooldownMs of [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      expect(health.cooldownMs(KEY)).toBe(cooldownMs)
      clock.nowMs += cooldownMs
      expect([health.state(KEY), health.begin(KEY)]).toEqual(['half-open', true])
      fail(1)
    }
  })

  it('closes when its probe answers, and forgets its failures', () => {
    const { health, clock, updates, fail } = createHealth()
    fail(3)
    clock.nowMs += 2_000
    health.begin(KEY)
    health.answered(KEY, { ttftMs: 1, tokens: 1, tokensMs: 1 })
    expect(health.state(KEY)).toBe('closed')
    expect(updates.at(-1)).toEqual([KEY, { openForMs: 0, openings: 0, reason: null }])
    fail(2)
    expect(health.state(KEY)).toBe('closed')
  })

  it('lets another request try when the previous one ended without a result', () => {
    const { health, clock, fail } = createHealth()
    fail(3)
    clock.nowMs += 2_000
    expect([health.begin(KEY), health.begin(KEY)]).toEqual([true, false])
    health.abandoned(KEY)
    expect(health.begin(KEY)).toBe(true)
  })

  it('opens when most of many requests fail, though never three in a row', () => {
    const { health } = createHealth()
    for (let round = 0; round < 6; round++) {
      health.answered(KEY, { ttftMs: 1, tokens: 1, tokensMs: 1 })
      health.failed(KEY, 'timeout')
      if (health.state(KEY) === 'closed') health.failed(KEY, 'timeout')
    }
    expect(health.state(KEY)).toBe('open')
  })

  it('stays open as long as the provider asks', () => {
    const { health } = createHealth()
    health.failed(KEY, 'provider_overloaded', 30_000)
    expect(health.cooldownMs(KEY)).toBe(30_000)
  })

  it('opens and closes on reports of another router', () => {
    const { health, updates } = createHealth()
    health.mergeCircuit(KEY, { openForMs: 5_000, openings: 2, reason: 'timeout' })
    expect([health.state(KEY), health.cooldownMs(KEY), health.reason(KEY)]).toEqual([
      'open',
      5_000,
      'timeout',
    ])
    health.mergeCircuit(KEY, { openForMs: 0, openings: 0, reason: null })
    expect(health.state(KEY)).toBe('closed')
    expect(updates).toEqual([])
  })
})

describe('the measurements of a route', () => {
  it('cover the last five minutes', () => {
    const { health, clock, fail } = createHealth()
    fail(4)
    clock.nowMs += 290_000
    health.answered(KEY, { ttftMs: 100, tokens: 50, tokensMs: 1_000 })
    expect(health.observed(KEY)).toMatchObject({ attempts: 5, errors: 4 })
    clock.nowMs += 20_000
    expect(health.observed(KEY)).toMatchObject({ attempts: 1, errors: 0 })
  })

  it('have the median time to the first token to about an eighth, and tokens per second', () => {
    const { health } = createHealth()
    for (const ttftMs of [90, 400, 420, 380, 5_000]) {
      health.answered(KEY, { ttftMs, tokens: 100, tokensMs: 2_000 })
    }
    const observed = health.observed(KEY)
    expect(Math.abs(medianTtftMs(observed)! - 400)).toBeLessThan(50)
    expect(throughputOf(observed)).toBe(50)
  })

  it('include those of other routers until these become silent', () => {
    const { health, clock } = createHealth()
    health.answered(KEY, { ttftMs: 100, tokens: 10, tokensMs: 1_000 })
    const remote = { attempts: 3, errors: 1, ttft: [0, 2], tokens: 30, tokensMs: 1_000 }
    health.mergeObserved('router-2', new Map([[KEY, remote]]))
    health.mergeObserved('router-2', new Map([[KEY, remote]]))
    expect(health.observed(KEY)).toMatchObject({ attempts: 4, errors: 1, tokens: 40 })
    expect(health.own().get(KEY)).toMatchObject({ attempts: 1 })
    clock.nowMs += 31_000
    expect(health.observed(KEY)).toMatchObject({ attempts: 1 })
  })
})
