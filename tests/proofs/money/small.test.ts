import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { proveMoney } from './prove-money.ts'

afterAll(closeCalls)

/** The full proof is `npm run prove:money`. */
describe('the ledger', () => {
  it('is exact after every kind of caller and a kill of every process', { timeout: 240_000 }, async () => {
    const { checks, memories, outages } = await proveMoney({
      seed: 4,
      callers: 40,
      edges: 2,
      routers: 2,
      billings: 2,
      loadMs: 14_000,
      leaseLifetimeMs: 6_000,
      pauseMs: [600, 1_200],
      awayMs: [200, 800],
      report: () => {},
    })
    expect(checks.filter(({ breaches }) => breaches.length > 0)).toEqual([])
    expect(memories.length).toBeGreaterThan(100)
    expect(outages.length).toBeGreaterThan(2)
  })
})
