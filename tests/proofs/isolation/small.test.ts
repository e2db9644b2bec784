import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { ATTACKS } from './attackers.ts'
import { proveIsolation } from './prove-isolation.ts'

/** Large bodies, large answers and times to a first token take a machine of their own: `npm run prove:isolation`. */
const SMALL = [
  'field names that no header can hold',
  'timeouts that no provider can keep',
  'streams that are left at once',
  'keys that do not exist',
]

afterAll(closeCalls)

describe('callers who do nothing wrong', () => {
  it('lose no stream while others attack, and the ledger adds up', { timeout: 120_000 }, async () => {
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
