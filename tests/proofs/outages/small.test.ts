import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { proveOutages } from './prove-outages.ts'

afterAll(closeCalls)

/** The whole proof is `npm run prove:outages`. */
describe('callers', () => {
  it('notice nothing of Postgres being away, and of NATS an error', { timeout: 180_000 }, async () => {
    const checks = await proveOutages({
      postgresAwayMs: 4_000,
      natsAwayMs: 1_000,
      callers: 10,
      report: () => {},
    })
    expect(checks.flatMap(({ breaches }) => breaches)).toEqual([])
  })
})
