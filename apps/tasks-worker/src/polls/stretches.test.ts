import { expect, it } from 'vitest'
import { stretchesOf, type Demand } from './stretches.ts'

const BUDGET = { pollsPerSecond: 200, callsPerSecond: 25 }

const single = (accountId: string, upstream: string, polls: number): Demand => ({
  accountId,
  upstream,
  polls,
  calls: polls,
})

/** Polls and calls that are left of each demand. */
const paced = (demands: readonly Demand[]) => {
  const stretchOf = stretchesOf(demands, BUDGET)
  return demands.map((demand) => {
    const stretch = stretchOf(demand)
    return { polls: demand.polls / stretch, calls: demand.calls / stretch }
  })
}

it('lets no task wait while there are few', () => {
  const stretchOf = stretchesOf([single('a', 'runway 1', 12), single('b', 'runway 1', 13)], BUDGET)
  expect([
    stretchOf({ accountId: 'a', upstream: 'runway 1' }),
    stretchOf({ accountId: 'unknown', upstream: 'runway 1' }),
  ]).toEqual([1, 1])
})

it('keeps the calls with one key within their budget, apart from other keys', () => {
  const [first, second, other] = paced([
    single('a', 'runway 1', 1_000),
    single('b', 'runway 1', 500),
    single('a', 'runway 2', 20),
  ])
  expect(first!.calls + second!.calls).toBeCloseTo(25)
  expect(other!.calls).toBeCloseTo(20)
})

it('keeps all polls within their budget where a call asks about many tasks', () => {
  const left = paced([
    { accountId: 'a', upstream: 'suno 1', polls: 1_000, calls: 20 },
    { accountId: 'b', upstream: 'suno 1', polls: 300, calls: 6 },
  ])
  expect(left[0]!.polls + left[1]!.polls).toBeCloseTo(200)
  expect(left[0]!.polls).toBeCloseTo(100)
})

it.each([
  ['at the same key', 'runway 1'],
  ['at another key', 'runway 2'],
])('polls the task of one account as ever while another account has ten thousand %s', (_, upstream) => {
  const stretchOf = stretchesOf([single('a', 'runway 1', 1_000), single('b', upstream, 0.1)], BUDGET)
  expect(stretchOf({ accountId: 'b', upstream })).toBe(1)
  expect(stretchOf({ accountId: 'a', upstream: 'runway 1' })).toBeGreaterThanOrEqual(40)
})
