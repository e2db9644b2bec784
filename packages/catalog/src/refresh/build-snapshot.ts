import { ability } from '../abilities.ts'
import { snapshot } from '../snapshot.ts'
import type { Snapshot, SnapshotModel, SnapshotRoute } from '../snapshot.ts'
import { describeModel } from './describe-model.ts'
import type { Described } from './describe-model.ts'
import { gatherOffers } from './gather-offers.ts'
import type { Offer } from './gather-offers.ts'
import { keyOf, ModelIds, undated } from './model-id.ts'
import { RELATIVES } from './reviewed/relatives.ts'
import { retirementOf } from './reviewed/retirements.ts'
import { SELLERS } from './reviewed/sellers.ts'
import { SUPPLEMENT } from './reviewed/supplement.ts'
import { thinkingOf } from './reviewed/thinking.ts'
import type { KnownThinking } from './reviewed/thinking.ts'
import type { Facts, FactsFile } from './sources/facts.ts'

export type Built = {
  snapshot: Snapshot
  /** Where the sources disagree, where a price is missing, and what nobody has facts about: for the reviewer. */
  notes: { disputes: string[]; unpriced: string[]; unnamed: string[]; undescribed: string[] }
}

type Entry = { id: string; offers: Offer[] }

/** Makes the snapshot. Depends on nothing but its arguments and the reviewed tables, so making it again changes nothing. */
export const buildSnapshot = (facts: FactsFile, date: string, sources: Record<string, string>): Built => {
  const gathered = SELLERS.map((seller) => gatherOffers(seller, date))
  const offers = gathered.flatMap((each) => each.offers)
  const { entries, unnamed } = nameOffers(offers)
  const factsOf = findFacts(facts, entries)
  const models = [...entries.values()].map((entry) => assemble(entry, factsOf(entry.id)))
  return {
    snapshot: snapshot.parse({
      sources,
      models: [...models, ...SUPPLEMENT.map(withRetirements)]
        .filter(({ output }) => output.includes('text') || output.includes('embeddings'))
        .toSorted((a, b) => compare(a.id, b.id)),
    }),
    notes: {
      disputes: gathered.flatMap((each) => each.disputes).toSorted(),
      unpriced: gathered.flatMap((each) => each.unpriced).toSorted(),
      unnamed: unnamed.toSorted(),
      undescribed: models
        .map(({ id }) => id)
        .filter((id) => factsOf(id) === undefined)
        .toSorted(),
    },
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** OpenRouter's names come first, then those of the models' makers: hosts are matched against both. */
const namingRank = ({ seller }: Offer): number =>
  seller.namesModels ? 0 : seller.vendor === undefined ? 2 : 1

/** A model's maker knows it best. */
const knowledgeRank = ({ seller }: Offer): number =>
  seller.vendor !== undefined ? 0 : seller.namesModels ? 1 : 2

const nameOffers = (offers: Offer[]): { entries: Map<string, Entry>; unnamed: string[] } => {
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
  return { entries, unnamed }
}

/** `vendor/model` that its maker sells under dated names only is served there too, by the latest of them. */
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

/** The maker's facts first, then OpenRouter's, then those of any host, then a relative's. */
const findFacts = (
  file: FactsFile,
  entries: ReadonlyMap<string, Entry>,
): ((id: string) => Facts | undefined) => {
  const known = new Map(
    Object.entries(file.providers).flatMap(([providerId, models]) =>
      models.map((model) => [`${providerId}:${model.id}`, model] as const),
    ),
  )
  const find = (id: string): Facts | undefined => {
    const offers = (entries.get(id)?.offers ?? []).toSorted((a, b) => knowledgeRank(a) - knowledgeRank(b))
    const own = offers
      .map(
        ({ seller: { modelsDev }, model }) =>
          known.get(`${modelsDev}:${model}`) ?? known.get(`${modelsDev}:${undated(model)}`),
      )
      .find((each) => each !== undefined)
    const relative = RELATIVES[id]
    return own ?? (relative === undefined ? undefined : find(relative))
  }
  return find
}

const assemble = ({ id, offers }: Entry, facts: Facts | undefined): SnapshotModel => {
  const [first] = offers
  const context = offers.map((offer) => offer.context).find((each) => each !== null) ?? null
  return withRetirements({
    id,
    name: nameOf(first!.name),
    ...withThinking(describeModel(id, facts, context), thinkingOf(id)),
    ...(offers.every(({ isFree }) => isFree) ? { isFree: true as const } : {}),
    routes: offers
      .map(({ provider, model, price }): SnapshotRoute => ({ provider, model, price }))
      .toSorted((a, b) => compare(`${a.provider}:${a.model}`, `${b.provider}:${b.model}`)),
  })
}

/** Adds how a model thinks. Whoever read that knows better than a list whether it reasons at all. */
const withThinking = (
  described: Described,
  known: KnownThinking | undefined,
): Described & Pick<SnapshotModel, 'thinking' | 'requiresThoughtSignature' | 'sources'> => {
  if (known === undefined) return described
  const { source, ...facts } = known
  const isReasoning = known.thinking.mode !== 'none'
  const abilities = ability.options.filter((each) =>
    each === 'reasoning' ? isReasoning : described.abilities.includes(each),
  )
  return { ...described, abilities, ...facts, sources: { thinking: source } }
}

const nameOf = (name: string): string => name.replace(/ \((latest|free)\)$/i, '').trim()

const withRetirements = (model: SnapshotModel): SnapshotModel => ({
  ...model,
  routes: model.routes.map((route) => {
    const retires = retirementOf(route.provider, route.model)
    return retires === undefined ? route : { ...route, retires }
  }),
})
