import type { LeaseRefusal } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { creditRefusal } from './refusal.ts'

const refusal = (over: Partial<LeaseRefusal>): LeaseRefusal => ({
  source: 'credits',
  limitNanoUsd: null,
  availableNanoUsd: 100n,
  leasedNanoUsd: 0n,
  resetsAt: null,
  ...over,
})

describe('a refusal for lack of credit', () => {
  it('asks to retry in a second if the credit is reserved for running requests', () => {
    const error = creditRefusal(refusal({ leasedNanoUsd: 900n }), 1_000n)
    expect(error).toMatchObject({ code: 'insufficient_credits', status: 402, isRetryable: true })
    expect(error.details).toMatchObject({ retryAfterMs: 1_000, metadata: { reason: 'in_flight' } })
    expect(error.message).toContain('$0.0000009 is set aside for requests in flight')
  })

  it('says that it is final if no running request can release enough', () => {
    const error = creditRefusal(refusal({ leasedNanoUsd: 899n }), 1_000n)
    expect(error).toMatchObject({ code: 'insufficient_credits', status: 402, isRetryable: false })
    expect(error.details.metadata).toMatchObject({ reason: 'insufficient', limit_source: 'credits' })
    expect(error.details.retryAfterMs).toBeUndefined()
  })

  it.each([
    ['key_credit_limit_per_day', 'key_limit_exceeded'],
    ['account_credit_limit_per_month', 'account_limit_exceeded'],
  ] as const)('names the limit either way: %s', (source, code) => {
    const limit = { source, limitNanoUsd: 1_000n, resetsAt: '2026-12-01T00:00:00.000Z' }
    for (const leasedNanoUsd of [0n, 900n])
      expect(creditRefusal(refusal({ ...limit, leasedNanoUsd }), 1_000n)).toMatchObject({
        code,
        details: { metadata: { limit_source: source, reset_at: limit.resetsAt } },
      })
  })
})
