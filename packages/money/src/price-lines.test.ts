import { UNITS, type Unit } from '@gptget/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasRateFor, priceLines } from './price-lines.ts'
import type { RateCard } from './rate-card.ts'
import { rateSizeOf } from './rate-sizes.ts'
import type { Quantities } from './token-classes.ts'

const rate = fc.bigInt({ min: 0n, max: 10n ** 12n })
const card: fc.Arbitrary<RateCard> = fc.record({
  input: rate,
  output: rate,
  request: rate,
  perImage: rate,
  perSecond: rate,
  perMinute: rate,
  perMillionCharacters: rate,
  perHour: rate,
  perGigabyteHour: rate,
})
const EVERY: RateCard = {
  input: 1n,
  output: 1n,
  perImage: 1n,
  perSecond: 1n,
  perMinute: 1n,
  perMillionCharacters: 1n,
  perHour: 1n,
  perGigabyteHour: 1n,
}
const TOOLS = { webSearch: 7n, fileSearch: 8n, codeExecution: 9n, maps: 10n }
const PRICED = UNITS.filter((unit) => hasRateFor(unit, EVERY))
const quantities: fc.Arbitrary<Quantities> = fc
  .dictionary(fc.constantFrom(...PRICED), fc.nat({ max: 10_000_000 }))
  .map((counts) => counts as Quantities)

describe('priceLines', () => {
  it('gives one line for each unit that occurs, in the order of the vocabulary', () => {
    const { lines, costNanoUsd } = priceLines(
      { images: 2, input_tokens: 10, output_tokens: 0 },
      { input: 2_500_000_000n, output: 0n, perImage: 40_000_000n },
    )
    expect(lines).toEqual([
      { unit: 'input_tokens', quantity: 10, rateNanoUsd: 2_500_000_000n, costNanoUsd: 25_000n },
      { unit: 'images', quantity: 2, rateNanoUsd: 40_000_000n, costNanoUsd: 80_000_000n },
    ])
    expect(costNanoUsd).toBe(80_025_000n)
  })

  it('has lines that sum to the cost, which is the exact sum rounded up once, whole or a share of it', () => {
    fc.assert(
      fc.property(quantities, card, fc.option(fc.nat({ max: 20_000 })), (used, rates, basisPoints) => {
        const share = basisPoints === null ? {} : { basisPoints }
        const { lines, costNanoUsd } = priceLines(used, rates, share)
        expect(lines.reduce((sum, line) => sum + line.costNanoUsd!, 0n)).toBe(costNanoUsd)
        const exact = lines.reduce(
          (sum, { unit, quantity, rateNanoUsd }) =>
            sum + (BigInt(quantity) * rateNanoUsd! * 1_000_000_000n) / rateSizeOf(unit),
          0n,
        )
        const scaled = exact * BigInt(basisPoints ?? 10_000)
        const divisor = 1_000_000_000n * 10_000n
        expect(costNanoUsd * divisor >= scaled && (costNanoUsd - 1n) * divisor < scaled).toBe(true)
      }),
    )
  })

  it.each<[Unit, keyof RateCard, bigint]>([
    ['requests', 'request', 1n],
    ['images', 'perImage', 1n],
    ['seconds', 'perSecond', 1n],
    ['minutes', 'perMinute', 1n],
    ['characters', 'perMillionCharacters', 1_000_000n],
    ['computer_hours', 'perHour', 1n],
    ['stored_byte_hours', 'perGigabyteHour', 1_000_000_000n],
  ])('prices %s by %s', (unit, name, size) => {
    const rates = { input: 0n, output: 0n, [name]: 3_000_000_000n }
    expect(priceLines({ [unit]: 7 }, rates).costNanoUsd).toBe((21_000_000_000n + size - 1n) / size)
  })

  it('prices every unit of the vocabulary that has a price', () => {
    const unpriced = UNITS.filter((unit) => !hasRateFor(unit, { ...EVERY, surcharges: { toolCalls: TOOLS } }))
    expect(unpriced).toEqual(['partial_answers'])
  })

  it.each<[Unit, bigint]>([
    ['web_searches', 7n],
    ['file_searches', 8n],
    ['code_executions', 9n],
    ['map_queries', 10n],
  ])('prices %s of the provider by its surcharge for a call', (unit, each) => {
    const rates = { input: 0n, output: 0n, surcharges: { toolCalls: TOOLS } }
    expect(priceLines({ [unit]: 3 }, rates).costNanoUsd).toBe(3n * each)
  })

  it.each<[string, Record<string, string>, bigint]>([
    ['the first variant that fits', { size: '1024x1024', quality: 'high' }, 167n],
    ['a variant that asks for less', { size: '1024x1024', quality: 'low' }, 42n],
    ['the card where no variant fits', { size: '512x512' }, 20n],
    ['the card where nothing is said', {}, 20n],
  ])('prices by %s', (_what, attributes, costNanoUsd) => {
    const rates: RateCard = {
      input: 0n,
      output: 0n,
      perImage: 20n,
      variants: [
        { when: { size: '1024x1024', quality: 'high' }, perImage: 167n },
        { when: { size: '1024x1024' }, perImage: 42n },
        { when: { size: '512x512' }, perSecond: 1n },
      ],
    }
    expect(priceLines({ images: 1 }, rates, { attributes }).costNanoUsd).toBe(costNanoUsd)
  })

  it('refuses units without a rate: nothing is free because a price is missing', () => {
    const rates = { input: 1n, output: 1n }
    expect(() => priceLines({ images: 1 }, rates)).toThrow('there is no rate for images')
    expect(hasRateFor('images', rates)).toBe(false)
    expect(hasRateFor('images', { ...rates, perImage: 0n })).toBe(true)
    expect(hasRateFor('reasoning_tokens', rates)).toBe(true)
  })

  it('refuses a quantity that is not an integer', () => {
    expect(() => priceLines({ seconds: 1.5 }, { ...EVERY })).toThrow(RangeError)
  })
})
