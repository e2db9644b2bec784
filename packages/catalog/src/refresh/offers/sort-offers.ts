import type { SnapshotPrice, SnapshotRates } from '../../price.ts'
import type { SnapshotModel } from '../../snapshot.ts'
import { isConfirmed } from './confirmed.ts'
import type { Offer } from './gather-offers.ts'

export type Sorted = { usable: Offer[]; unconfirmed: Offer[]; unpriced: Offer[] }

/** Leaves out what would be sold for too little: prices that one source alone says, and media that none prices. */
export const sortOffers = (
  id: string,
  offers: readonly Offer[],
  described: Pick<SnapshotModel, 'output'>,
): Sorted => {
  const vendor = id.slice(0, id.indexOf('/'))
  const confirmed = offers.filter((offer) => isConfirmed(offer, offers, vendor))
  const usable = confirmed.filter(({ price }) => isMediaPriced(described, price))
  return {
    usable,
    unconfirmed: offers.filter((offer) => !confirmed.includes(offer)),
    unpriced: confirmed.filter((offer) => !usable.includes(offer)),
  }
}

/** Whether pictures and speech that a model makes are priced as such. */
export const isMediaPriced = (
  { output }: Pick<SnapshotModel, 'output'>,
  { imageOutput, perImage, audioOutput, variants }: SnapshotRates & Pick<SnapshotPrice, 'variants'>,
): boolean =>
  (!output.includes('image') ||
    imageOutput !== undefined ||
    perImage !== undefined ||
    variants !== undefined) &&
  (!output.includes('audio') || audioOutput !== undefined)
