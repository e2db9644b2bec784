import type { Seller } from '../reviewed/sellers.ts'
import { RELATIVES } from '../reviewed/relatives.ts'
import type { Offer } from './gather-offers.ts'
import { mergeFacts } from './merge-facts.ts'
import type { Facts } from './merge-facts.ts'
import type { Entry } from './name-offers.ts'

/** A model's maker knows it best. */
const knowledgeRank = ({ seller }: Offer): number =>
  seller.vendor !== undefined ? 0 : seller.namesModels ? 1 : 2

/** Endings of names under which a model is sold with other settings, as of one day, or for nothing. */
const SETTINGS = /:free$|-(fast|highspeed|ultrafast|prime)$|-20\d\d-?\d\d-?\d\d$/

/** How a model is told to think its maker knows, and OpenRouter of each that it names. */
const knowsThinking = ({ vendor, namesModels }: Seller): boolean =>
  vendor !== undefined || namesModels === true

/** Each fact by the maker, else by OpenRouter, else by any host, else a relative's. */
export const findFacts = (entries: ReadonlyMap<string, Entry>): ((id: string) => Facts | undefined) => {
  const find = (id: string): Facts | undefined => {
    const offers = (entries.get(id)?.offers ?? []).toSorted((a, b) => knowledgeRank(a) - knowledgeRank(b))
    const facts = offers.flatMap(({ seller, listings }) => mergeFacts(listings, knowsThinking(seller)) ?? [])
    const relative = RELATIVES[id] ?? id.replace(SETTINGS, '')
    const all = relative === id ? facts : [...facts, sharedFacts(find(relative))]
    return all.length === 0 ? undefined : (Object.assign({}, ...all.toReversed()) as Facts)
  }
  return find
}

/** What a model has in common with its relative: not its name or age. */
const sharedFacts = (facts: Facts | undefined): Facts => {
  const { name: _, released: __, ...shared } = facts ?? {}
  return shared
}
