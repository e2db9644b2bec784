import type { SnapshotRates } from '../../price.ts'
import type { Offer } from './gather-offers.ts'

/** A price this far below the maker's is a mistake until two sources say it. */
const LEAST_SHARE_OF_LIST_PRICE = 0.5

/** Whether a seller's price can be believed beside that of the model's maker, which is the list price. */
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
