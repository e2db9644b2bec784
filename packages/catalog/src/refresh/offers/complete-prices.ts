import type { SnapshotPrice, SnapshotTieredRates } from '../../price.ts'
import { omit } from '../../omit.ts'
import { decimal, multiplyRates } from '../sources/decimal.ts'
import type { Offer } from './gather-offers.ts'

/** Completes the prices of the model `id` with the rates of its vendor. */
export const completePrices = (id: string, offers: readonly Offer[]): Offer[] => {
  const maker = offers.find(({ seller }) => seller.vendor === vendorOf(id))
  return offers.map((offer) => {
    const price = maker && maker !== offer ? fromMaker(offer.price, maker.price) : offer.price
    return { ...offer, price: withLongWrites(id, price) }
  })
}

const vendorOf = (id: string): string => id.slice(0, id.indexOf('/'))

/**
 * If a seller has the vendor's price for text, it has the vendor's other prices too. Some lists have the price of
 * images in place of that of text, which is then corrected by the vendor's.
 */
const fromMaker = (price: SnapshotPrice, maker: SnapshotPrice): SnapshotPrice => {
  const { imageOutput } = maker
  const isPicturePrice = imageOutput !== undefined && price.output === imageOutput
  const read: SnapshotPrice = isPicturePrice ? { ...price, output: maker.output, imageOutput } : price
  if (read.input !== maker.input || read.output !== maker.output) return withTiersOf(read, maker)
  const { tiers } = maker
  return { ...omit(maker, 'surcharges'), ...omit(read, 'tiers'), ...(tiers ? { tiers } : {}) }
}

/**
 * Adds the vendor's tiers to a seller's price, which is based on the vendor's. A seller's markup on the vendor's price
 * applies to the tiers too.
 */
const withTiersOf = (price: SnapshotPrice, maker: SnapshotPrice): SnapshotPrice => {
  if (!maker.tiers) return price
  if (price.tiers?.length === 1 && maker.tiers.length === 1)
    return { ...price, tiers: [{ ...price.tiers[0]!, above: maker.tiers[0]!.above }] }
  const share = Number(price.input) / Number(maker.input)
  const isShare = Math.abs(Number(price.output) / Number(maker.output) - share) < 0.001 && share > 1
  return price.tiers === undefined && isShare
    ? { ...price, tiers: maker.tiers.map(({ above, ...tier }) => ({ above, ...multiplyRates(tier, share) })) }
    : price
}

/** https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing */
const LONG_WRITES_PER_INPUT = 2

/** Adds the rate of one-hour cache writes, which is twice the input at every seller of Anthropic's models. */
const withLongWrites = (id: string, price: SnapshotPrice): SnapshotPrice => {
  if (vendorOf(id) !== 'anthropic') return price
  const { tiers } = price
  return { ...addLongWrites(price), ...(tiers ? { tiers: tiers.map(addLongWrites) } : {}) }
}

const addLongWrites = <Rates extends SnapshotTieredRates>(rates: Rates): Rates =>
  rates.cacheWrite === undefined || rates.cacheWrite1h !== undefined
    ? rates
    : { ...rates, cacheWrite1h: decimal(Number(rates.input) * LONG_WRITES_PER_INPUT) }
