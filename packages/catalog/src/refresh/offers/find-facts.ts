import type { Seller } from '../reviewed/sellers.ts'
import { RELATIVES } from '../reviewed/relatives.ts'
import type { Offer } from './gather-offers.ts'
import { mergeFacts } from './merge-facts.ts'
import type { Facts } from './merge-facts.ts'
import type { Entry } from './name-offers.ts'

/** Ranks offers by how well their seller knows the model: its vendor first. */
const knowledgeRank = ({ seller }: Offer): number =>
  seller.vendor !== undefined ? 0 : seller.namesModels ? 1 : 2

/** Suffixes of names of the same model with other settings, a date, or a price of zero. */
const SETTINGS = /:free$|-(fast|highspeed|ultrafast|prime)$|-20\d\d-?\d\d-?\d\d$/

/** Whether a seller's data on thinking applies everywhere: its vendor's and OpenRouter's does. */
const knowsThinking = ({ vendor, namesModels }: Seller): boolean =>
  vendor !== undefined || namesModels === true

/** Returns a function that finds a model's facts: from its vendor, else OpenRouter, else any host, else a relative. */
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

/** The facts that a model shares with its relative: all except name and release date. */
const sharedFacts = (facts: Facts | undefined): Facts => {
  const { name: _, released: __, ...shared } = facts ?? {}
  return shared
}
