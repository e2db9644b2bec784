import { snapshot } from '../../snapshot.ts'
import type { Snapshot, SnapshotSource } from '../../snapshot.ts'
import { assembleModel } from './assemble-model.ts'
import { describeMedia, MEDIA_SOURCE } from './describe-media.ts'
import { describeModel } from './describe-model.ts'
import { followReplacements } from './follow-replacements.ts'
import { completePrices } from '../offers/complete-prices.ts'
import { findFacts } from '../offers/find-facts.ts'
import { gatherOffers } from '../offers/gather-offers.ts'
import type { Offer, SourceFiles } from '../offers/gather-offers.ts'
import { nameOffers } from '../offers/name-offers.ts'
import { sortOffers } from '../offers/sort-offers.ts'
import { SELLERS } from '../reviewed/sellers.ts'
import { SUPPLEMENT, SUPPLEMENT_SOURCES } from '../reviewed/supplement.ts'
import { REVIEWED_COMPUTER_TOOLS } from '../reviewed/computer-tools.ts'
import { REVIEWED_SETTINGS } from '../reviewed/settings.ts'
import { REVIEWED_PRICES } from '../reviewed/prices.ts'
import { REVIEWED_SIZES } from '../reviewed/sizes.ts'
import { REVIEWED_THINKING } from '../reviewed/thinking.ts'
import { REVIEWED_VENDOR_TOOLS } from '../reviewed/vendor-tools.ts'

export type Built = {
  snapshot: Snapshot
  /** For the reviewer: disagreements of sources, omitted offers, and models with missing facts. */
  notes: {
    disputes: string[]
    unpriced: string[]
    unnamed: string[]
    unconfirmed: string[]
    undescribed: string[]
  }
}

/**
 * Builds the snapshot from the sources and the reviewed tables only, so that a repeated build changes nothing.
 */
export const buildSnapshot = (files: SourceFiles): Built => {
  const gathered = SELLERS.map((seller) => gatherOffers(seller, files))
  const { entries, ids, unnamed } = nameOffers(gathered.flatMap(({ offers }) => offers))
  const factsOf = findFacts(entries)
  const all = [...entries.values()].map(({ id, offers }) => {
    const facts = factsOf(id)
    return { id, facts, ...sortOffers(id, completePrices(id, offers), describeModel(id, facts)) }
  })
  const models = all
    .filter(({ usable }) => usable.length > 0)
    .map(({ id, facts, usable }) => assembleModel({ id, offers: usable }, facts, ids))
  const media = files.find(({ id }) => id === MEDIA_SOURCE)?.file.media
  const others = [...SUPPLEMENT, ...(media === undefined ? [] : describeMedia(media))]
  return {
    snapshot: snapshot.parse({
      sources: describeSources(files),
      models: followReplacements([...models, ...others.filter(({ id }) => !entries.has(id))])
        // Models with audio output only have no endpoint here.
        .filter(({ output }) => output.some((each) => each !== 'audio'))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    }),
    notes: {
      disputes: gathered.flatMap(({ disputes }) => disputes).toSorted(),
      unpriced: [
        ...gathered.flatMap(({ unpriced }) => unpriced),
        ...all.flatMap(({ unpriced }) => names(unpriced)),
      ].toSorted(),
      unnamed: unnamed.toSorted(),
      unconfirmed: all.flatMap(({ unconfirmed }) => names(unconfirmed)).toSorted(),
      undescribed: all
        .filter(({ facts }) => facts === undefined)
        .map(({ id }) => id)
        .toSorted(),
    },
  }
}

/** Describes offers for the reviewer. */
const names = (offers: readonly Offer[]): string[] =>
  offers.map(({ provider, model, price }) => `${provider}: ${model}: ${price.input}/${price.output}`)

const REVIEWED = [
  ...REVIEWED_THINKING,
  ...REVIEWED_COMPUTER_TOOLS,
  ...REVIEWED_VENDOR_TOOLS,
  ...REVIEWED_SETTINGS,
  ...REVIEWED_SIZES,
  ...REVIEWED_PRICES,
  ...SUPPLEMENT_SOURCES,
]

const describeSources = (files: SourceFiles): Record<string, SnapshotSource> =>
  Object.fromEntries([
    ...files.map(({ id, file: { url, date, version, licence } }) => [id, { url, date, version, licence }]),
    ...REVIEWED.map(({ source, url, date }) => [source, { url, date }]),
  ])
