import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { ATTACKS } from './attackers.ts'
import { closeBystanders } from './bystanders.ts'
import { proveIsolation } from './prove-isolation.ts'

/** Large bodies and answers, and times to the first token, need a machine for themselves: `npm run prove:isolation`. */
const SMALL = [
  'field names that no header can contain',
  'timeouts that no provider can meet',
  'streams whose caller disconnects at once',
  'callers that leave at every moment',
  'keys that do not exist',
  'fields of more than a million characters',
]

afterAll(() => Promise.all([closeCalls(), closeBystanders()]))

describe('well-behaved callers', () => {
  it('lose no answer while others attack, and the ledger is consistent', { timeout: 120_000 }, async () => {
    const attacks = ATTACKS.filter(({ name }) => SMALL.includes(name))
    expect(attacks).toHaveLength(SMALL.length)
    const checks = await proveIsolation({
      bystanders: 4,
      attackMs: 2_000,
      attacks,
      judgesTime: false,
      report: () => {},
    })
    expect(checks.flatMap(({ name, breaches }) => breaches.map((breach) => `${name}: ${breach}`))).toEqual([])
  })
})
