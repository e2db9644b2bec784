import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sizeLease } from './size-lease.ts'

const DOLLAR = 1_000_000_000n
const amount = fc.bigInt({ min: 0n, max: 1_000n * DOLLAR })

describe('sizeLease', () => {
  it('grants the requested amount or nothing, and never more than the wallet and every limit allow', () => {
    fc.assert(
      fc.property(amount, fc.array(amount, { minLength: 1 }), (wantNanoUsd, freeNanoUsd) => {
        const size = sizeLease(wantNanoUsd, freeNanoUsd)
        const limit = freeNanoUsd.reduce((least, free) => (free < least ? free : least))
        expect(size <= limit).toBe(true)
        expect(size >= wantNanoUsd || (size === 0n && limit < wantNanoUsd)).toBe(true)
      }),
    )
  })

  it.each([
    ['an eighth of a large wallet', 80n * DOLLAR, 1n, 10n * DOLLAR],
    ['$25 at most of a huge one', 10_000n * DOLLAR, 1n, 25n * DOLLAR],
    ['more than that when one request needs it', 10_000n * DOLLAR, 40n * DOLLAR, 40n * DOLLAR],
    ['twice the want of a small wallet', DOLLAR, DOLLAR / 20n, DOLLAR / 10n],
    ['only the want where twice that would be too much of it', DOLLAR, DOLLAR / 2n, DOLLAR / 2n],
    ['enough of a small wallet for many tiny requests', DOLLAR, 10n, DOLLAR / 32n],
  ])('grants %s', (_what, availableNanoUsd, wantNanoUsd, size) => {
    expect(sizeLease(wantNanoUsd, [availableNanoUsd])).toBe(size)
  })
})
