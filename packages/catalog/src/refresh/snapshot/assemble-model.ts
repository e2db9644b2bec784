import { ability } from '../../abilities.ts'
import type { SnapshotPrice } from '../../price.ts'
import type { SnapshotModel, SnapshotRoute } from '../../snapshot.ts'
import { describeModel } from './describe-model.ts'
import type { Described } from './describe-model.ts'
import type { ModelIds } from '../reviewed/model-id.ts'
import type { Offer } from '../offers/gather-offers.ts'
import type { Facts } from '../offers/merge-facts.ts'
import type { Entry } from '../offers/name-offers.ts'
import { computerToolsOf } from '../reviewed/computer-tools.ts'
import { priceSourcesOf } from '../reviewed/prices.ts'
import type { KnownComputerTools } from '../reviewed/computer-tools.ts'
import { retirementOf } from '../reviewed/retirements.ts'
import { settingsOf } from '../reviewed/settings.ts'
import { sizeOf } from '../reviewed/sizes.ts'
import { thinkingOf } from '../reviewed/thinking.ts'
import type { KnownThinking } from '../reviewed/thinking.ts'
import { vendorToolsOf } from '../reviewed/vendor-tools.ts'
import type { KnownVendorTools } from '../reviewed/vendor-tools.ts'

/** Builds a model of the snapshot from its facts and offers. */
export const assembleModel = (
  { id, offers }: Entry,
  facts: Facts | undefined,
  ids: ModelIds,
): SnapshotModel => {
  const routes = offers.map((offer) => describeRoute(id, offer, facts?.context))
  const replacement = replacementOf(offers, ids)
  return {
    id,
    name: nameOf(facts?.name ?? id),
    ...withReviewed(
      id,
      vendorToolsOf(id, searchSourceOf(offers)),
      withComputerTools(
        withThinking(describeModel(id, facts), thinkingOf(id) ?? listedThinking(facts)),
        computerToolsOf(id),
      ),
    ),
    ...(facts?.hasForcedTools === false ? { hasForcedTools: false as const } : {}),
    ...(replacement === undefined ? {} : { replacement }),
    ...(offers.every(({ isFree }) => isFree) ? { isFree: true as const } : {}),
    routes: routes.toSorted((a, b) => (nameOfRoute(a) < nameOfRoute(b) ? -1 : 1)),
  }
}

const describeRoute = (
  id: string,
  { provider, model, price, sources, listings }: Offer,
  context: number | undefined,
): SnapshotRoute => {
  const retires = retirementOf(provider, model)?.day ?? listings.find((each) => each.retires)?.retires
  return {
    provider,
    model,
    price: withinContext(price, context),
    sources: [...sources, ...priceSourcesOf(id, price)],
    ...(retires === undefined ? {} : { retires }),
  }
}

/** Drops tiers beyond the context, which no request can reach. */
const withinContext = ({ tiers, ...price }: SnapshotPrice, context = Infinity): SnapshotPrice => {
  const reachable = tiers?.filter(({ above }) => above < context) ?? []
  return reachable.length > 0 ? { ...price, tiers: reachable } : price
}

/** `Google: Gemini 4 Neon (latest)` -> `Gemini 4 Neon`. */
const nameOf = (name: string): string =>
  name
    .replace(/^[\w.]+( [\w.]+)?: /, '')
    .replace(/ \((latest|free)\)$/i, '')
    .trim()

/** The thinking by the vendor's listings, for a model that was not reviewed. */
const listedThinking = (facts: Facts | undefined): KnownThinking | undefined =>
  facts?.thinking && facts.thinkingSource
    ? { thinking: facts.thinking, source: facts.thinkingSource }
    : undefined

/** The id of the vendor's recommended replacement. */
const replacementOf = (offers: readonly Offer[], ids: ModelIds): string | undefined => {
  const maker = offers.find(({ seller }) => seller.vendor !== undefined)
  if (maker === undefined) return undefined
  const name =
    retirementOf(maker.provider, maker.model)?.replacement ??
    maker.listings.find(({ replacement }) => replacement !== undefined)?.replacement
  return name === undefined ? undefined : (ids.of(maker.seller, name) ?? undefined)
}

/** Adds how a model thinks. The review overrides a list on whether it reasons. */
const withThinking = (
  described: Described,
  known: KnownThinking | undefined,
): Described &
  Pick<SnapshotModel, 'thinking' | 'requiresThoughtSignature' | 'hasForcedTools' | 'sources'> => {
  if (known === undefined) return described
  const { source, hasSampling, ...facts } = known
  const isReasoning = known.thinking.mode !== 'none'
  const abilities = ability.options.filter((each) =>
    each === 'reasoning'
      ? isReasoning
      : described.abilities.includes(each) && (each !== 'sampling' || hasSampling !== false),
  )
  return { ...described, abilities, ...facts, sources: { thinking: source } }
}

type WithThinking = ReturnType<typeof withThinking>

/** Adds the computer tools of a model that accepts images and calls tools. */
const withComputerTools = (
  described: WithThinking,
  known: KnownComputerTools | undefined,
): WithThinking & Pick<SnapshotModel, 'computerTools'> => {
  const canUseComputer = described.input.includes('image') && described.abilities.includes('tools')
  if (known === undefined || !canUseComputer) return described
  const { computerTools, source } = known
  return { ...described, computerTools, sources: { ...described.sources, computerTools: source } }
}

/** The source that lists a web search of the vendor. */
const searchSourceOf = (offers: readonly Offer[]): string | undefined =>
  offers
    .filter(({ seller }) => seller.vendor !== undefined)
    .flatMap(({ listings }) => listings)
    .find(({ hasWebSearch }) => hasWebSearch)?.source

type WithComputerTools = ReturnType<typeof withComputerTools>

/** Adds reviewed facts that no list has: the vendor's tools, refused settings, and the context length. */
const withReviewed = (
  id: string,
  tools: KnownVendorTools | undefined,
  described: WithComputerTools,
): WithComputerTools & Pick<SnapshotModel, 'vendorTools' | 'settings'> => {
  const known = settingsOf(id)
  const size = described.context === undefined ? sizeOf(id) : undefined
  const sources = {
    ...described.sources,
    ...(tools ? { vendorTools: tools.source } : {}),
    ...(known ? { settings: known.source } : {}),
    ...(size ? { context: size.source } : {}),
  }
  return {
    ...described,
    ...(tools ? { vendorTools: tools.vendorTools } : {}),
    ...(known ? { settings: known.settings } : {}),
    ...(size ? { context: size.context } : {}),
    ...(Object.keys(sources).length > 0 ? { sources } : {}),
  }
}

const nameOfRoute = ({ provider, model }: SnapshotRoute): string => `${provider}:${model}`
