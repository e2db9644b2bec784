import { describe, expect, it } from 'vitest'
import { whyNoDesktops } from '../../computers/desktops.ts'
import { proveAgent } from './prove-agent.ts'

const reason = whyNoDesktops()

/** The full proof is `npm run prove:agent`. */
describe.skipIf(reason !== null)(
  `models on desktops under faults${reason === null ? '' : ` — NOT RUN: ${reason}`}`,
  () => {
    it('end, leave no key held down, and are charged exactly', { timeout: 240_000 }, async () => {
      const checks = await proveAgent({
        runs: 5,
        desktops: 1,
        seed: 3,
        fates: ['fault', 'cancel', 'takeover', 'kill an edge', 'kill the service'],
        report: () => {},
      })
      expect(checks.flatMap(({ breaches }) => breaches)).toEqual([])
    })
  },
)
