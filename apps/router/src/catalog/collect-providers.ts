import { DEFAULT_DIALECT } from '@gptget/contracts'
import { CAPABILITIES } from '@gptget/protocol'
import { baseUrlFromEnv, credentialFromEnv, DEFAULT_TIMEOUTS, PROVIDER_ROWS } from '@gptget/providers'
import { providerRow, sharedCredentialFromEnv } from '@gptget/providers'
import type { Provider, ProviderRow } from '@gptget/providers'
import type { DiscoveredProvider } from '../configuration/discovered.ts'
import type { Configuration, ProviderConfiguration } from '../configuration/schema.ts'

type Sources = {
  configuration: Configuration
  discovered: readonly DiscoveredProvider[]
  env: NodeJS.ProcessEnv
}

export type Providers = {
  byId: Map<string, Provider>
  /** Providers whose known models are offered: their address is certain, and there is a credential. */
  offered: Set<string>
  /** Providers that accept an account's own key: their address is certain, and a key is all they need. */
  ownable: Map<string, Provider>
}

/** Every provider that has a credential in the environment, runs on this machine, or is configured. */
export const collectProviders = ({ configuration, discovered, env }: Sources): Providers => {
  const byId = new Map<string, Provider>()
  const offered = new Set<string>()
  for (const row of PROVIDER_ROWS) {
    const credential = credentialFromEnv(row, env)
    const baseUrl = baseUrlFromEnv(row, env)
    if (credential === undefined || baseUrl === undefined) continue
    byId.set(row.id, providerFromRow(row, baseUrl, [credential]))
    offered.add(row.id)
  }
  for (const found of discovered) {
    const row = providerRow(found.id) ?? localRow(found)
    byId.set(found.id, { ...providerFromRow(row, found.base_url, []), auth: 'none' })
  }
  for (const [id, written] of Object.entries(withCompanions(configuration.providers))) {
    const provider = providerFromConfiguration(id, written, env)
    byId.set(id, provider)
    const isOffered = written.catalog ?? written.base_url === undefined
    if (isOffered && provider.credentials.length > 0) offered.add(id)
    else offered.delete(id)
  }
  return { byId, offered, ownable: collectOwnable(byId, env) }
}

type Written = Configuration['providers']

/** A configured provider, and the same for each related row, which only has its own dialect. */
const withCompanions = (providers: Written): Written => ({
  ...Object.fromEntries(
    PROVIDER_ROWS.flatMap(({ id, companionOf }) => {
      const main = companionOf === undefined ? undefined : providers[companionOf]
      return main === undefined ? [] : [[id, sharedBy(main)]]
    }),
  ),
  ...providers,
})

const sharedBy = (main: ProviderConfiguration): ProviderConfiguration => ({
  ...main,
  dialect: undefined,
  quirks: undefined,
})

/** Authentication schemes with a secret that a person can paste. */
const KEY_SCHEMES = new Set<Provider['auth']>([
  'bearer',
  'x-api-key',
  'api-key',
  'x-goog-api-key',
  'xi-api-key',
  'token',
  'key',
  'x-key',
])

const collectOwnable = (
  byId: ReadonlyMap<string, Provider>,
  env: NodeJS.ProcessEnv,
): Map<string, Provider> => {
  const ownable = new Map<string, Provider>()
  for (const row of PROVIDER_ROWS) {
    const baseUrl = baseUrlFromEnv(row, env)
    if (baseUrl !== undefined) ownable.set(row.id, providerFromRow(row, baseUrl, []))
  }
  for (const [id, provider] of byId) ownable.set(id, provider)
  for (const [id, { auth }] of ownable) if (!KEY_SCHEMES.has(auth)) ownable.delete(id)
  return ownable
}

const localRow = ({ id, name, base_url }: DiscoveredProvider): ProviderRow => ({
  id,
  name: name ?? id,
  dialect: DEFAULT_DIALECT,
  baseUrl: base_url,
  auth: 'none',
  apiKeyVariables: [],
  quirks: { maxTokensField: 'max_tokens', hasDeveloperRole: false, hasMediaUrls: false },
})

const providerFromRow = (
  { id, name, dialect, auth, quirks, ...rest }: ProviderRow,
  baseUrl: string,
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
  ...deviations(rest),
})

/** Fields of a row that few have. */
const deviations = ({ paths, countsIn, chargesAbandoned, followsWithin }: Partial<ProviderRow>) => ({
  ...(paths === undefined ? {} : { paths }),
  ...(countsIn === undefined ? {} : { countsIn }),
  ...(chargesAbandoned === undefined ? {} : { chargesAbandoned }),
  ...(followsWithin === undefined ? {} : { followsWithin }),
})

const providerFromConfiguration = (
  id: string,
  written: ProviderConfiguration,
  env: NodeJS.ProcessEnv,
): Provider => {
  const row = providerRow(id)
  const dialect = written.dialect ?? row?.dialect ?? DEFAULT_DIALECT
  const baseUrl = written.base_url ?? (row && baseUrlFromEnv(row, env))
  if (baseUrl === undefined) throw new Error(`providers.${id}: base_url is missing, and ${whyUnknown(row)}`)
  const fromEnv =
    row === undefined || written.base_url !== undefined
      ? undefined
      : (credentialFromEnv(row, env) ?? sharedCredentialFromEnv(row, env))
  const credentials = [written.api_key ?? fromEnv ?? []].flat().filter((key) => key !== '')
  return {
    id,
    name: row?.name ?? id,
    dialect,
    baseUrl,
    auth: row?.dialect === dialect ? row.auth : CAPABILITIES[dialect].auth,
    credentials,
    headers: written.headers ?? {},
    timeouts: {
      connectMs: written.timeouts?.connect_ms ?? DEFAULT_TIMEOUTS.connectMs,
      firstTokenMs: written.timeouts?.first_token_ms ?? DEFAULT_TIMEOUTS.firstTokenMs,
      idleMs: written.timeouts?.idle_ms ?? DEFAULT_TIMEOUTS.idleMs,
    },
    quirks: { ...row?.quirks, ...written.quirks },
    ...(written.realtime_url === undefined ? {} : { realtimeUrl: written.realtime_url }),
    ...(written.webhook_secret === undefined ? {} : { webhookSecret: written.webhook_secret }),
    ...(written.webhook_keys_url === undefined ? {} : { webhookKeysUrl: written.webhook_keys_url }),
    ...(row?.dialect === dialect ? deviations(row) : {}),
    ...deviations({ chargesAbandoned: written.charges_abandoned }),
  }
}

const whyUnknown = (row: ProviderRow | undefined): string =>
  row === undefined
    ? 'no provider is known by that name'
    : `the environment lacks a part of the one that is known: ${row.baseUrl}`
