import { describe, expect, it } from 'vitest'
import type { SnapshotPrice } from '../../price.ts'
import { SELLERS } from '../reviewed/sellers.ts'
import { isZero, withoutGaps } from './clean-price.ts'
import { completePrices } from './complete-prices.ts'
import type { Offer, Said } from './gather-offers.ts'
import { sortOffers } from './sort-offers.ts'

const offer = (provider: string, price: SnapshotPrice, saidBy: readonly string[] = ['a']): Offer => ({
  seller: SELLERS.find((each) => each.provider === provider)!,
  provider,
  model: 'm',
  price,
  sources: saidBy.slice(0, 1),
  isFree: false,
  listings: saidBy.map((source): Said => ({ source, model: 'm', price })),
})

const TEXT = { output: ['text' as const] }

describe('a seller’s price', () => {
  it('gets missing rates from the vendor if the prices of text are equal', () => {
    const maker = offer('anthropic', {
      input: '4',
      output: '20',
      cacheRead: '0.2',
      cacheWrite: '5',
      cacheWrite1h: '8',
    })
    const [, openrouter] = completePrices('anthropic/x', [
      maker,
      offer('openrouter', { input: '4', output: '20' }),
    ])
    expect(openrouter?.price).toEqual(maker.price)
  })

  it('has one-hour cache writes at twice the input for Anthropic’s models, also in tiers', () => {
    const rates = { input: '0.1', output: '0.5', cacheWrite: '0.125' }
    const tiers = [{ above: 100_000, input: '0.5', output: '2.5', cacheWrite: '0.625' }]
    const [bedrock] = completePrices('anthropic/x', [offer('bedrock', { ...rates, tiers })])
    expect(bedrock?.price).toMatchObject({ cacheWrite1h: '0.2', tiers: [{ cacheWrite1h: '1' }] })
  })

  it('has separate rates of images and text if a list has only that of images', () => {
    const maker = offer('gemini', { input: '0.3', output: '2.5', imageOutput: '30' })
    const both = completePrices('google/x', [
      maker,
      offer('vercel', { input: '0.3', output: '30' }),
      offer('openrouter', { input: '0.3', output: '2.5' }),
    ])
    expect(both.map(({ price }) => [price.output, price.imageOutput])).toEqual([
      ['2.5', '30'],
      ['2.5', '30'],
      ['2.5', '30'],
    ])
  })

  it('has the vendor’s tiers with the seller’s markup', () => {
    const maker = offer('openai', {
      input: '5',
      output: '30',
      tiers: [{ above: 272_000, input: '10', output: '45' }],
    })
    const [, scaled, vague] = completePrices('openai/x', [
      maker,
      offer('bedrock', { input: '5.5', output: '33' }),
      offer('vercel', { input: '6', output: '30', tiers: [{ above: 200_000, input: '12', output: '45' }] }),
    ])
    expect(scaled?.price.tiers).toEqual([{ above: 272_000, input: '11', output: '49.5' }])
    expect(vague?.price.tiers?.[0]?.above).toBe(272_000)
  })
})

describe('an offer at half the list price', () => {
  const maker = offer('zai', { input: '1.4', output: '4.4' })

  it('is omitted with only one source', () => {
    const cheap = offer('openrouter', { input: '0.07', output: '1.4' })
    expect(sortOffers('z-ai/x', [maker, cheap], TEXT)).toMatchObject({
      usable: [maker],
      unconfirmed: [cheap],
    })
  })

  it('is accepted with two sources', () => {
    const cheap = offer('openrouter', { input: '0.07', output: '1.4' }, ['a', 'b'])
    expect(sortOffers('z-ai/x', [maker, cheap], TEXT).usable).toEqual([maker, cheap])
  })

  it('needs no second source if it is not so cheap or there is no list price', () => {
    const fair = offer('openrouter', { input: '1', output: '3' })
    expect(sortOffers('z-ai/x', [maker, fair], TEXT).usable).toEqual([maker, fair])
    expect(sortOffers('other/x', [fair], TEXT).usable).toEqual([fair])
  })
})

describe('a model that makes images or speech', () => {
  it.each([
    ['image', { imageOutput: '30' }],
    ['audio', { audioOutput: '64' }],
  ] as const)('is sold only if its %s has a price', (modality, priced) => {
    const text = { input: '1', output: '2' }
    const [known, unknown] = [offer('gemini', { ...text, ...priced }), offer('vercel', text)]
    expect(sortOffers('google/x', [known, unknown], { output: ['text', modality] })).toMatchObject({
      usable: [known],
      unpriced: [unknown],
    })
  })
})

describe('a price of a list', () => {
  it('has no rate of zero for a class whose price is unknown', () => {
    expect(withoutGaps({ input: '3', output: '15', cacheRead: '0', cacheWrite: '4' })).toEqual({
      input: '3',
      output: '15',
      cacheWrite: '4',
    })
  })

  it('has no cache write at the price of storage', () => {
    expect(withoutGaps({ input: '3', output: '15', cacheWrite: '0.083333' })).toEqual({
      input: '3',
      output: '15',
    })
  })

  it('has no tiers that change nothing', () => {
    const flat = { input: '3', output: '15' }
    expect(withoutGaps({ ...flat, tiers: [{ above: 200_000, ...flat }] })).toEqual(flat)
  })

  it('is not zero if any class has a price', () => {
    expect(isZero({ input: '0', output: '0' })).toBe(true)
    expect(isZero({ input: '0', output: '0', perSecond: '0.4' })).toBe(false)
    expect(isZero({ input: '0', output: '0', tiers: [{ above: 1, input: '1', output: '0' }] })).toBe(false)
  })
})
