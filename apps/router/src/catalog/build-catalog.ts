import { thinksUnasked } from './thinks-unasked.ts'
import type { CatalogModel } from '@gptget/contracts'
import { describeInWords } from '@gptget/catalog'
import type { Snapshot } from '@gptget/catalog'
import { highestOf } from '@gptget/money'
import type { RateCard } from '@gptget/money'
import type { Capabilities } from '@gptget/protocol'
import type { Provider } from '@gptget/providers'
import { createHash } from 'node:crypto'
import type { DiscoveredProvider } from '../configuration/discovered.ts'
import type { Configuration, ModelConfiguration } from '../configuration/schema.ts'
import { allowedBy } from './allowed.ts'
import { capabilitiesOf } from './capabilities.ts'
import type { Catalog, Route, RoutedModel } from './catalog.ts'
import { collectProviders } from './collect-providers.ts'
import { describeVoices } from './describe-voices.ts'
import { knownModel } from './known-model.ts'
import { makeRoutes } from './make-routes.ts'
import { modelsBehind } from './models-behind.ts'
import type { Behind } from './models-behind.ts'

type Sources = {
  configuration: Configuration
  discovered: readonly DiscoveredProvider[]
  env: NodeJS.ProcessEnv
  /** The available models. */
  snapshot: Snapshot
  /** The date, for example 2026-11-22: models that their provider has retired by then are not routed. */
  today: string
  /** The time, in seconds since 1970: models without a known release date count as new. */
  nowSeconds: number
  /** The share of the list price that is charged for requests with an account's own key. */
  byokFeeBasisPoints: number
}

type LocalOutput = NonNullable<DiscoveredProvider['models'][number]['output']>

/** The price of a local model: low, but not zero, so that charges are visible. */
const LOCAL_PRICES: Record<LocalOutput, RateCard> = {
  text: { input: 50_000_000n, output: 100_000_000n },
  embeddings: { input: 50_000_000n, output: 100_000_000n },
  speech: { input: 0n, output: 0n, perMillionCharacters: 500_000_000n },
  transcription: { input: 0n, output: 0n, perMinute: 60_000n },
}

/**
 * Makes the catalog: the configured models, those of providers with keys in the environment, local ones, and all other
 * known models without routes. The configuration comes first and takes precedence.
 */
export const buildCatalog = (sources: Sources): Catalog => {
  const { byId, offered, ownable } = collectProviders(sources)
  const known = new Map(
    sources.snapshot.models.map((model) => [
      model.id,
      knownModel(model, byId, offered, sources.today, ownable),
    ]),
  )
  const behind = modelsBehind(sources.snapshot, known)
  const models = new Map<string, RoutedModel>()
  for (const [id, model] of Object.entries(sources.configuration.models)) {
    models.set(id, configuredModel(id, model, { providers: byId, ownable }, behind(id, model)))
  }
  for (const provider of sources.discovered) {
    for (const model of provider.models) {
      if (!models.has(model.id)) models.set(model.id, discoveredModel(byId.get(provider.id)!, model))
    }
  }
  for (const [id, model] of known) if (!models.has(id)) models.set(id, model)
  const { byokFeeBasisPoints } = sources
  for (const [id, model] of models)
    models.set(id, {
      ...model,
      public: { ...model.public, ...describeOwnable(model, byokFeeBasisPoints), ...describeVoices(model) },
    })
  const prices = [...models].map(([id, model]) => [id, pricesOf(model)])
  const priceVersion = digest([prices, byokFeeBasisPoints])
  const { aliases } = sources.configuration
  const version = digest([[...models.values()].map((model) => model.public), priceVersion, aliases])
  return {
    version,
    priceVersion,
    byokFeeBasisPoints,
    allowed: allowedBy(sources.configuration.allowed),
    providers: byId,
    models: dated(models, sources.nowSeconds),
    aliases,
  }
}

const pricesOf = ({ routes, ownable }: RoutedModel): RateCard[] =>
  [...routes, ...ownable].map(({ price }) => price)

/** After the version is calculated, which would otherwise differ in every router. */
const dated = (models: ReadonlyMap<string, RoutedModel>, nowSeconds: number): Map<string, RoutedModel> =>
  new Map(
    [...models].map(([id, model]) => {
      const createdAtSeconds = model.public.createdAtSeconds || nowSeconds
      const thinking = thinksUnasked(model) ? { thinksUnasked: true } : {}
      return [id, { ...model, public: { ...model.public, createdAtSeconds, ...thinking } }]
    }),
  )

const TEXT_PARAMETERS = ['max_tokens', 'temperature', 'top_p', 'stop', 'seed', 'response_format', 'stream']

const configuredModel = (
  id: string,
  model: ModelConfiguration,
  {
    providers,
    ownable,
  }: { providers: ReadonlyMap<string, Provider>; ownable: ReadonlyMap<string, Provider> },
  behind: Behind,
): RoutedModel => {
  const known = behind.model?.public
  const { price } = model
  const ways = model.routes.flatMap((route) => {
    const provider = providers.get(route.provider)
    // A local provider that is not running now: the route returns with it.
    if (!provider) return []
    return [
      {
        provider,
        upstreamModel: route.model,
        weight: route.weight,
        price: route.price ?? price,
      },
    ]
  })
  const routes = makeRoutes(id, ways)
  const inputModalities = model.input_modalities ?? known?.inputModalities
  const supportedParameters = model.supported_parameters ?? known?.supportedParameters
  const facts = {
    contextTokens: model.context_length ?? known?.contextTokens ?? null,
    inputModalities: inputModalities ?? ['text'],
    outputModalities: model.output_modalities ?? known?.outputModalities ?? ['text'],
    supportedParameters: supportedParameters ?? [...TEXT_PARAMETERS, 'tools', 'tool_choice'],
  }
  return {
    routes,
    ownable: routes.filter(({ provider }) => ownable.has(provider.id)),
    hedgeAfterMs: model.hedge_after_ms ?? null,
    capabilities: capabilitiesOf({
      inputModalities,
      outputModalities: model.output_modalities ?? known?.outputModalities,
      supportedParameters,
      hasForcedTools: behind.model?.capabilities.hasForcedTools,
      settings: settingsOf(behind.model?.capabilities),
    }),
    facts: {
      ...behind.model?.facts,
      ...(model.thinking ? { thinking: model.thinking } : {}),
      ...(model.voices ? { voices: model.voices } : {}),
    },
    unserved: { withoutCredential: [], retiredOn: null },
    public: {
      ...describe(id, routes),
      createdAtSeconds: known?.createdAtSeconds ?? 0,
      name: model.name ?? known?.name ?? id,
      description: model.description ?? known?.description ?? inWords(facts),
      maxOutputTokens: model.max_output_tokens ?? known?.maxOutputTokens ?? null,
      ...computerToolsOf(behind.likely),
      ...vendorToolsOf(behind.model),
      ...facts,
      price: highestOf([price, ...routes.map((route) => route.price)]),
    },
  }
}

const discoveredModel = (provider: Provider, model: DiscoveredProvider['models'][number]): RoutedModel => {
  const output = model.output ?? 'text'
  const facts = {
    contextTokens: model.context_tokens ?? null,
    inputModalities: [output === 'transcription' ? 'audio' : 'text'],
    outputModalities: [output],
    supportedParameters: output === 'text' ? TEXT_PARAMETERS : [],
  }
  const price = LOCAL_PRICES[output]
  const routes = makeRoutes(model.id, [{ provider, upstreamModel: model.upstream_model, price }])
  return {
    routes,
    ownable: [],
    hedgeAfterMs: null,
    capabilities: {},
    facts: {},
    unserved: { withoutCredential: [], retiredOn: null },
    public: {
      ...describe(model.id, routes),
      name: model.name ?? model.id,
      description: inWords(facts),
      maxOutputTokens: facts.contextTokens,
      ...facts,
      // It supports OpenAI's names by itself.
      ...(model.voices ? { voices: model.voices } : {}),
      price,
    },
  }
}

const settingsOf = ({ refuses, ranges, hasPrefill }: Capabilities = {}): Pick<
  Capabilities,
  'refuses' | 'ranges' | 'hasPrefill'
> => ({
  ...(refuses === undefined ? {} : { refuses }),
  ...(ranges === undefined ? {} : { ranges }),
  ...(hasPrefill === undefined ? {} : { hasPrefill }),
})

const computerToolsOf = (likely: RoutedModel | undefined): Pick<CatalogModel, 'computerTools'> =>
  likely?.public.computerTools === undefined ? {} : { computerTools: likely.public.computerTools }

/** The tools of a model with another name here, which are the same as for the original name. */
const vendorToolsOf = (model: RoutedModel | undefined): Pick<CatalogModel, 'vendorTools'> =>
  model?.public.vendorTools === undefined ? {} : { vendorTools: model.public.vendorTools }

type Facts = Pick<
  CatalogModel,
  'contextTokens' | 'inputModalities' | 'outputModalities' | 'supportedParameters'
>

const inWords = (facts: Facts): string =>
  describeInWords({ ...facts, hasTools: facts.supportedParameters.includes('tools') })

/** The providers at which an account's own key can serve a model, and the highest price. */
const describeOwnable = ({ ownable }: RoutedModel, feeBasisPoints: number): Pick<CatalogModel, 'byokKeys'> =>
  ownable.length === 0
    ? {}
    : {
        byokKeys: {
          providers: [...new Set(ownable.map(({ provider }) => provider.id))],
          price: highestOf(ownable.map(({ price }) => price)),
          feeBasisPoints,
        },
      }

const describe = (
  id: string,
  routes: readonly Route[],
): Pick<
  CatalogModel,
  'id' | 'ownedBy' | 'createdAtSeconds' | 'isAvailable' | 'retiresAt' | 'replacement'
> => ({
  id,
  ownedBy: id.slice(0, id.indexOf('/')),
  createdAtSeconds: 0,
  isAvailable: routes.length > 0,
  retiresAt: null,
})

const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)))
    .digest('hex')
    .slice(0, 16)
