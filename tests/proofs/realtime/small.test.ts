import { expect, it } from 'vitest'
import { proveRealtime } from './prove-realtime.ts'

/** The full proof is `npm run prove:realtime`. */
it(
  'sessions are charged once for what was delivered, although processes are killed',
  { timeout: 180_000 },
  async () => {
    const checks = await proveRealtime({
      sessions: 8,
      seconds: 6,
      fuzz: 400,
      seed: 7,
      killsAll: false,
      report: () => {},
    })
    expect(checks.flatMap(({ breaches }) => breaches)).toEqual([])
    expect(checks[0]!.checkedCount).toBeGreaterThan(0)
  },
)
