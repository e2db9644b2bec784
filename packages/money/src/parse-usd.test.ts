import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatUsd, toUsdNumber } from './format-usd.ts'
import { parseUsd, parseUsdPerMillion } from './parse-usd.ts'

describe('parseUsd', () => {
  it('reads decimals exactly', () => {
    expect(parseUsd('1.00')).toBe(1_000_000_000n)
    expect(parseUsd('0.000000001')).toBe(1n)
    expect(parseUsd('-12.5')).toBe(-12_500_000_000n)
    expect(parseUsd(0.1)).toBe(100_000_000n)
    expect(parseUsd(1e-7)).toBe(100n)
    expect(parseUsd('1.5000000000000')).toBe(1_500_000_000n)
    expect(parseUsd(1e21)).toBe(10n ** 30n)
  })

  it('refuses what it cannot represent exactly', () => {
    expect(() => parseUsd('0.0000000001')).toThrow(/more than 9 decimals/)
    expect(() => parseUsd(0.1 + 0.2)).toThrow(RangeError)
  })

  it.each(['', 'one', '1,5', '$1', '.5', '1.', 'NaN', 'Infinity', '0x10', '1e9999'])('refuses %j', (text) => {
    expect(() => parseUsd(text)).toThrow(/is not an amount/)
  })

  it('is undone by formatUsd for every amount', () => {
    const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })
    fc.assert(
      fc.property(amount, (nano) => {
        expect(parseUsd(formatUsd(nano))).toBe(nano)
      }),
    )
  })

  it('reads back any JSON number of dollars that it wrote below a million dollars', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 15n - 1n })
    fc.assert(
      fc.property(amount, (nano) => {
        expect(parseUsd(toUsdNumber(nano))).toBe(nano)
      }),
    )
  })
})

describe('parseUsdPerMillion', () => {
  it('gives nano-USD per million tokens', () => {
    expect(parseUsdPerMillion('2.50')).toBe(2_500_000_000n)
    expect(parseUsdPerMillion(0.075)).toBe(75_000_000n)
  })

  it('refuses a negative price', () => {
    expect(() => parseUsdPerMillion('-1')).toThrow(/negative/)
  })
})

describe('formatUsd', () => {
  it('shows all significant digits and at least the cents', () => {
    expect(formatUsd(123_000n)).toBe('0.000123')
    expect(formatUsd(1_000_000_000n)).toBe('1.00')
    expect(formatUsd(-1n)).toBe('-0.000000001')
    expect(formatUsd(0n)).toBe('0.00')
  })
})
