import type { SnapshotPrice, SnapshotRates } from '../../price.ts'
import type { SnapshotModel } from '../../snapshot.ts'
import { isConfirmed } from './confirmed.ts'
import type { Offer } from './gather-offers.ts'

export type Sorted = { usable: Offer[]; unconfirmed: Offer[]; unpriced: Offer[] }

/** Drops offers that would be too cheap: unconfirmed low prices, and media without a price. */
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

/** Whether a model's output of images and speech has its own price. */
export const isMediaPriced = (
  { output }: Pick<SnapshotModel, 'output'>,
  { imageOutput, perImage, audioOutput, variants }: SnapshotRates & Pick<SnapshotPrice, 'variants'>,
): boolean =>
  (!output.includes('image') ||
    imageOutput !== undefined ||
    perImage !== undefined ||
    variants !== undefined) &&
  (!output.includes('audio') || audioOutput !== undefined)
