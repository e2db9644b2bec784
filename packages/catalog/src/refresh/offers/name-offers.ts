import { keyOf, ModelIds, undated } from '../reviewed/model-id.ts'
import type { Offer } from './gather-offers.ts'

/** A model and its offers by all sellers. */
export type Entry = { id: string; offers: Offer[] }

/** OpenRouter's names come first, then those of vendors, because names of hosts are matched with both. */
const namingRank = ({ seller }: Offer): number =>
  seller.namesModels ? 0 : seller.vendor === undefined ? 2 : 1

type Named = { entries: Map<string, Entry>; ids: ModelIds; unnamed: string[] }

/** Groups offers by model. `unnamed`: offers whose vendor is unknown. */
export const nameOffers = (offers: Offer[]): Named => {
  const ids = new ModelIds()
  const entries = new Map<string, Entry>()
  const unnamed: string[] = []
  for (const offer of offers.toSorted((a, b) => namingRank(a) - namingRank(b))) {
    const id = ids.of(offer.seller, offer.model)
    if (id === null) {
      unnamed.push(`${offer.provider}: ${offer.model}`)
      continue
    }
    ids.add(id)
    const entry = entries.get(id) ?? { id, offers: [] }
    entry.offers.push(offer)
    entries.set(id, entry)
  }
  addMakersLatest(entries)
  return { entries, ids, unnamed }
}

/** Adds the vendor's newest dated release to an undated model that the vendor does not sell. */
const addMakersLatest = (entries: Map<string, Entry>): void => {
  const makers = [...entries.values()].flatMap(({ id, offers }) =>
    offers.filter(({ seller }) => seller.vendor !== undefined).map((offer) => ({ id, offer })),
  )
  for (const entry of entries.values()) {
    if (makers.some(({ id }) => id === entry.id)) continue
    const dated = makers
      .filter(
        ({ id, offer }) =>
          id !== entry.id && keyOf(`${offer.seller.vendor}/${undated(offer.model)}`) === keyOf(entry.id),
      )
      .toSorted((a, b) => compare(b.offer.model, a.offer.model))
    if (dated[0] && undated(dated[0].offer.model) !== dated[0].offer.model) entry.offers.push(dated[0].offer)
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
