import { DEFAULT_TIMEOUTS } from '@gptget/providers'
import { describe, expect, it } from 'vitest'
import type { Route } from '../catalog/catalog.ts'
import { planRoutes } from './plan-routes.ts'
import { RouteHealth } from './route-health.ts'

const route = (id: string, weight = 1): Route => ({
  provider: {
    id,
    name: id,
    dialect: 'openai-chat',
    baseUrl: 'http://127.0.0.1:1/v1',
    auth: 'none',
    credentials: [],
    headers: {},
    timeouts: DEFAULT_TIMEOUTS,
    quirks: {},
  },
  upstreamModel: 'm',
  weight,
  price: { input: 1n, output: 1n },
})

/** A small generator with a fixed start, so that shares can be asserted. */
const seededRandom = (): (() => number) => {
  let state = 42
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

const firsts = (routes: Route[], health: RouteHealth, rounds = 4_000): Record<string, number> => {
  const random = seededRandom()
  const counts: Record<string, number> = {}
  for (let round = 0; round < rounds; round++) {
    const id = planRoutes(routes, health, random).routes[0]!.provider.id
    counts[id] = (counts[id] ?? 0) + 1 / rounds
  }
  return counts
}

describe('the order of routes', () => {
  it('puts each first in proportion to its weight, and holds all of them', () => {
    const routes = [route('a'), route('b', 3)]
    const health = new RouteHealth(() => 0)
    expect(firsts(routes, health).b).toBeCloseTo(0.75, 1)
    expect(planRoutes(routes, health, seededRandom()).routes).toHaveLength(2)
  })

  it('leaves out what fails again and again, says so, and takes it back after its rest', () => {
    let nowMs = 0
    const health = new RouteHealth(() => nowMs)
    const [a, b] = [route('a'), route('b')]
    for (let failure = 0; failure < 3; failure++) health.failed(a, undefined)
    const plan = planRoutes([a, b], health, seededRandom())
    expect(plan.routes).toEqual([b])
    expect(plan.excluded).toEqual([
      { provider: 'a', upstreamModel: 'm', reason: expect.stringContaining('failed lately') },
    ])
    nowMs = 2_001
    expect(planRoutes([a, b], health, seededRandom()).routes).toHaveLength(2)
  })

  it('rests a provider as long as it asks to be left alone', () => {
    let nowMs = 0
    const health = new RouteHealth(() => nowMs)
    const a = route('a')
    health.failed(a, 30_000)
    nowMs = 29_999
    expect(health.restMs(a)).toBe(1)
  })

  it('tries the one that rests the shortest when all rest', () => {
    const health = new RouteHealth(() => 0)
    const [a, b] = [route('a'), route('b')]
    health.failed(a, 30_000)
    health.failed(b, 10_000)
    expect(planRoutes([a, b], health, seededRandom()).routes).toEqual([b])
  })

  it('forgets failures after a success', () => {
    const health = new RouteHealth(() => 0)
    const a = route('a')
    health.failed(a, 30_000)
    health.succeeded(a)
    expect(health.restMs(a)).toBe(0)
  })
})
