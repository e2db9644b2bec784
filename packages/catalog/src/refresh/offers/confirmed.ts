import type { SnapshotRates } from '../../price.ts'
import type { Offer } from './gather-offers.ts'

/** A price below this share of the vendor's needs two sources. */
const LEAST_SHARE_OF_LIST_PRICE = 0.5

/** Whether a seller's price is plausible, compared with the list price of the model's vendor. */
export const isConfirmed = (offer: Offer, offers: readonly Offer[], vendor: string): boolean => {
  const maker = offers.find(({ seller }) => seller.vendor === vendor)
  if (maker === undefined || maker === offer || offer.isFree || !isCheap(offer.price, maker.price))
    return true
  return offer.listings.filter(({ price }) => price !== undefined && isCheap(price, maker.price)).length > 1
}

const isCheap = (price: SnapshotRates, list: SnapshotRates): boolean =>
  (['input', 'output'] as const).some(
    (name) => Number(list[name]) > 0 && Number(price[name]) <= Number(list[name]) * LEAST_SHARE_OF_LIST_PRICE,
  )
