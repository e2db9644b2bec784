import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { proveOutages } from './prove-outages.ts'

afterAll(closeCalls)

/** The full proof is `npm run prove:outages`. */
describe('callers', () => {
  it(
    'do not notice an outage of Postgres, and get an error in an outage of NATS',
    { timeout: 180_000 },
    async () => {
      const checks = await proveOutages({
        postgresAwayMs: 4_000,
        natsAwayMs: 1_000,
        callers: 10,
        report: () => {},
      })
      expect(checks.flatMap(({ breaches }) => breaches)).toEqual([])
    },
  )
})
