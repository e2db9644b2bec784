import type { CatalogModel } from '@gptget/bus'
import type { RateCard } from '@gptget/money'
import { credentialFromEnv, DEFAULT_TIMEOUTS, PROVIDER_ROWS, providerRow } from '@gptget/providers'
import type { Provider, ProviderRow } from '@gptget/providers'
import { createHash } from 'node:crypto'
import type { DiscoveredProvider } from '../configuration/discovered.ts'
import type {
  Configuration,
  ModelConfiguration,
  PriceConfiguration,
  ProviderConfiguration,
} from '../configuration/schema.ts'
import type { Catalog, Route, RoutedModel } from './catalog.ts'

type Sources = {
  configuration: Configuration
  discovered: readonly DiscoveredProvider[]
  env: NodeJS.ProcessEnv
}

/** What a model on this machine costs: little, so that money is seen to work, and not nothing. */
const LOCAL_PRICE: RateCard = { input: 50_000_000n, output: 100_000_000n }

/** Makes the catalog of everything the operator wrote, the environment has keys for and this machine runs. */
export const buildCatalog = (sources: Sources): Catalog => {
  const providers = collectProviders(sources)
  const models = new Map<string, RoutedModel>()
  for (const provider of sources.discovered) {
    for (const model of provider.models)
      models.set(model.id, discoveredModel(providers.get(provider.id)!, model))
  }
  for (const [id, model] of Object.entries(sources.configuration.models)) {
    models.set(id, configuredModel(id, model, providers))
  }
  const priceVersion = digest([...models].map(([id, { routes }]) => [id, routes.map(({ price }) => price)]))
  const version = digest([[...models.values()].map((model) => model.public), priceVersion])
  return { version, priceVersion, providers, models }
}

const collectProviders = ({ configuration, discovered, env }: Sources): Map<string, Provider> => {
  const providers = new Map<string, Provider>()
  for (const row of PROVIDER_ROWS) {
    const credential = credentialFromEnv(row, env)
    if (credential !== undefined) providers.set(row.id, providerFromRow(row, [credential]))
  }
  for (const found of discovered) {
    const row = providerRow(found.id)
    providers.set(found.id, {
      ...providerFromRow(row ?? localRow(found), []),
      baseUrl: found.base_url,
      auth: 'none',
    })
  }
  for (const [id, written] of Object.entries(configuration.providers)) {
    providers.set(id, providerFromConfiguration(id, written, env))
  }
  return providers
}

const localRow = ({ id, name, base_url }: DiscoveredProvider): ProviderRow => ({
  id,
  name: name ?? id,
  dialect: 'openai-chat',
  baseUrl: base_url,
  auth: 'none',
  apiKeyVariables: [],
  quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false },
})

const providerFromRow = (
  { id, name, dialect, baseUrl, auth, quirks }: ProviderRow,
  credentials: string[],
): Provider => ({
  id,
  name,
  dialect,
  baseUrl,
  auth,
  credentials,
  headers: {},
  timeouts: DEFAULT_TIMEOUTS,
  quirks,
})

/** How a provider that speaks a dialect expects its key, unless its row knows better. */
const AUTH_OF_DIALECT = {
  'openai-chat': 'bearer',
  'openai-responses': 'bearer',
  'anthropic-messages': 'x-api-key',
  gemini: 'x-goog-api-key',
} as const

const providerFromConfiguration = (
  id: string,
  written: ProviderConfiguration,
  env: NodeJS.ProcessEnv,
): Provider => {
  const row = providerRow(id)
  const dialect = written.dialect ?? row?.dialect ?? 'openai-chat'
  const baseUrl = written.base_url ?? row?.baseUrl
  if (baseUrl === undefined)
    throw new Error(`providers.${id}: base_url is missing, and no provider is known by that name`)
  const fromEnv =
    row === undefined || written.base_url !== undefined ? undefined : credentialFromEnv(row, env)
  const credentials = [written.api_key ?? fromEnv ?? []].flat().filter((key) => key !== '')
  return {
    id,
    name: row?.name ?? id,
    dialect,
    baseUrl,
    auth: row?.dialect === dialect ? row.auth : AUTH_OF_DIALECT[dialect],
    credentials,
    headers: written.headers ?? {},
    timeouts: {
      connectMs: written.timeouts?.connect_ms ?? DEFAULT_TIMEOUTS.connectMs,
      firstTokenMs: written.timeouts?.first_token_ms ?? DEFAULT_TIMEOUTS.firstTokenMs,
      idleMs: written.timeouts?.idle_ms ?? DEFAULT_TIMEOUTS.idleMs,
    },
    quirks: { ...row?.quirks, ...quirksOf(written) },
  }
}

const quirksOf = ({ quirks }: ProviderConfiguration): Provider['quirks'] => {
  const named = {
    maxTokensField: quirks?.max_tokens_field,
    hasStreamUsageOption: quirks?.has_stream_usage_option,
    hasDeveloperRole: quirks?.has_developer_role,
    thinkingField: quirks?.thinking_field,
    toolResultNeedsName: quirks?.tool_result_needs_name,
    hasStrictTools: quirks?.has_strict_tools,
    hasJsonSchema: quirks?.has_json_schema,
  }
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined))
}

const rateCardOf = (price: PriceConfiguration): RateCard => ({
  input: price.input,
  output: price.output,
  cacheRead: price.cache_read,
  cacheWrite: price.cache_write,
  cacheWrite1h: price.cache_write_1h,
  reasoning: price.reasoning,
  audioInput: price.audio_input,
  audioOutput: price.audio_output,
  imageInput: price.image_input,
  imageOutput: price.image_output,
})

const TEXT_PARAMETERS = ['max_tokens', 'temperature', 'top_p', 'stop', 'seed', 'response_format', 'stream']

const configuredModel = (
  id: string,
  model: ModelConfiguration,
  providers: Map<string, Provider>,
): RoutedModel => {
  const price = rateCardOf(model.price)
  const routes: Route[] = model.routes.flatMap((route) => {
    const provider = providers.get(route.provider)
    // A provider of this machine that is not running now: the route comes back with it.
    if (!provider) return []
    return [
      {
        provider,
        upstreamModel: route.model,
        weight: route.weight,
        price: route.price ? rateCardOf(route.price) : price,
      },
    ]
  })
  return {
    routes,
    public: {
      ...describe(id, routes),
      name: model.name ?? id,
      description: model.description ?? null,
      contextTokens: model.context_length ?? null,
      maxOutputTokens: model.max_output_tokens ?? null,
      inputModalities: model.input_modalities ?? ['text'],
      outputModalities: model.output_modalities ?? ['text'],
      supportedParameters: model.supported_parameters ?? [...TEXT_PARAMETERS, 'tools', 'tool_choice'],
      price: dearest(price, routes),
    },
  }
}

const discoveredModel = (provider: Provider, model: DiscoveredProvider['models'][number]): RoutedModel => {
  const routes = [{ provider, upstreamModel: model.upstream_model, weight: 1, price: LOCAL_PRICE }]
  return {
    routes,
    public: {
      ...describe(model.id, routes),
      name: model.name ?? model.id,
      description: null,
      contextTokens: model.context_tokens ?? null,
      maxOutputTokens: model.context_tokens ?? null,
      inputModalities: ['text'],
      outputModalities: ['text'],
      supportedParameters: TEXT_PARAMETERS,
      price: LOCAL_PRICE,
    },
  }
}

const describe = (
  id: string,
  routes: readonly Route[],
): Pick<CatalogModel, 'id' | 'ownedBy' | 'createdAtSeconds' | 'isAvailable' | 'retiresAt'> => ({
  id,
  ownedBy: id.slice(0, id.indexOf('/')),
  createdAtSeconds: 0,
  isAvailable: routes.length > 0,
  retiresAt: null,
})

/** By token class, the most any route charges: what a hold must cover whoever serves. */
const dearest = (price: RateCard, routes: readonly Route[]): RateCard => {
  const most: RateCard = { ...price }
  for (const route of routes) {
    for (const [name, rate] of Object.entries(route.price) as [keyof RateCard, bigint | undefined][]) {
      if (rate !== undefined && rate > (most[name] ?? 0n)) most[name] = rate
    }
  }
  return most
}

const digest = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)))
    .digest('hex')
    .slice(0, 16)
