import { describe, expect, it } from 'vitest'
import type { RateCard } from './rate-card.ts'
import { cardOn, hasTermPrice, withRequestRate } from './surcharges.ts'

const CARD: RateCard = {
  input: 100n,
  output: 200n,
  cacheRead: 10n,
  reasoning: 300n,
  request: 7n,
  tiers: [{ above: 1_000, input: 150n, output: 300n }],
  surcharges: {
    serviceTiers: {
      priority: { input: 200n, output: 500n },
      flex: { input: 50n, output: 100n, cacheRead: 9n, tiers: [{ above: 5, input: 60n, output: 110n }] },
    },
    speeds: { fast: { input: 600n, output: 1_200n } },
    geographies: { us: 11_000 },
  },
}

describe('the card for special terms', () => {
  it('is the usual one without terms, or for terms without a price', () => {
    expect(cardOn(CARD, {})).toBe(CARD)
    expect(cardOn(CARD, { serviceTier: 'default', speed: 'constructor', geography: '__proto__' })).toBe(CARD)
    expect(hasTermPrice(CARD, 'serviceTier', 'constructor')).toBe(false)
  })

  it('follows the usual one in proportion if a tier omits a rate', () => {
    expect(cardOn(CARD, { serviceTier: 'priority' })).toMatchObject({
      input: 200n,
      output: 500n,
      cacheRead: 20n,
      reasoning: 750n,
      request: 7n,
      tiers: [{ above: 1_000, input: 300n, output: 750n }],
    })
  })

  it('uses the rates of a tier', () => {
    const { serviceTiers } = CARD.surcharges!
    expect(cardOn(CARD, { serviceTier: 'flex' })).toMatchObject(serviceTiers!['flex']!)
  })

  it('prefers the speed over the tier, multiplied by the region, rounded up', () => {
    expect(cardOn(CARD, { serviceTier: 'flex', speed: 'fast', geography: 'us' })).toMatchObject({
      input: 660n,
      output: 1_320n,
      cacheRead: 66n,
    })
    expect(cardOn({ ...CARD, input: 1n }, { geography: 'us' }).input).toBe(2n)
  })

  it('has fixed charges per request of any size', () => {
    const dearer = withRequestRate(CARD, 5n)
    expect([dearer.request, dearer.tiers?.[0]?.request]).toEqual([12n, 5n])
  })
})
