import { afterAll, describe, expect, it } from 'vitest'
import { closeCalls } from '../callers/call.ts'
import { proveLimits } from './prove-limits.ts'

afterAll(closeCalls)

/** The test over time takes minutes: `npm run prove:limits`. */
describe('a limit per minute over three edges', () => {
  it(
    'admits a burst once, in requests and in tokens, and a caller who returns at the retry time',
    { timeout: 120_000 },
    async () => {
      const checks = await proveLimits({ overTimeMs: 0, report: () => {} })
      expect(checks.flatMap(({ breaches }) => breaches)).toEqual([])
    },
  )
})
