import type { CountingDialect, Dialect } from '@gptget/contracts'
import { CAPABILITIES } from '@gptget/protocol'
import { HEADERS_OF_SCHEME } from './auth/header-schemes.ts'
import type { Endpoint, Provider } from './provider.ts'

/** `isBatch`: several inputs, if these have a separate address. `path`: the path of this request, if it has its own. */
type Target = { model: string; isStream?: boolean; isBatch?: boolean; path?: string | undefined }
type Paths = Partial<Record<Dialect, string | ((target: Target) => string)>>

/**
 * The path of each dialect's endpoints below its base URL, with `{model}` for the model, from the dialects' own
 * references.
 */
const PATHS = {
  chat: {
    'openai-chat': '/chat/completions',
    'openai-responses': '/responses',
    'anthropic-messages': '/messages',
    gemini: ({ isStream }) =>
      `/models/{model}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
  },
  embeddings: {
    'openai-chat': '/embeddings',
    gemini: ({ isBatch }) => `/models/{model}:${isBatch ? 'batchEmbedContents' : 'embedContent'}`,
  },
  completions: { 'openai-chat': '/completions' },
  moderations: { 'openai-chat': '/moderations' },
  images: {
    'openai-chat': '/images/generations',
    'openai-responses': '/images/generations',
    gemini: '/models/{model}:generateContent',
  },
  imageEdits: {
    'openai-chat': '/images/edits',
    'openai-responses': '/images/edits',
    gemini: '/models/{model}:generateContent',
  },
  speech: {
    'openai-chat': '/audio/speech',
    'openai-responses': '/audio/speech',
    gemini: '/models/{model}:generateContent',
  },
  transcriptions: {
    'openai-chat': '/audio/transcriptions',
    'openai-responses': '/audio/transcriptions',
    gemini: '/models/{model}:generateContent',
  },
  translations: {
    'openai-chat': '/audio/translations',
    'openai-responses': '/audio/translations',
    gemini: '/models/{model}:generateContent',
  },
  rerank: { 'openai-chat': '/rerank' },
  count: {
    'openai-responses': '/responses/input_tokens',
    'anthropic-messages': '/messages/count_tokens',
    gemini: '/models/{model}:countTokens',
  },
} as const satisfies Record<string, Paths>

/** The realtime protocol of a dialect's providers, from the dialects' own references. */
const REALTIME: Partial<Record<Dialect, RealtimeProtocol>> = {
  'openai-chat': 'realtime',
  'openai-responses': 'realtime',
  gemini: 'gemini-live',
}

/** OpenAI's Realtime events, or Gemini's Live frames. */
export type RealtimeProtocol = 'realtime' | 'gemini-live'

/** Google's method follows the version of its API: `/v1beta` names it. */
const LIVE_METHOD = 'GenerativeService.BidiGenerateContent'

/**
 * The address of a provider's realtime sessions for a model: a WebSocket, with TLS if its base URL has it. null: it has
 * none.
 *
 * @example realtimeAddress(openai, 'gpt-realtime') // wss://api.openai.com/v1/realtime?model=gpt-realtime
 */
export const realtimeAddress = (
  provider: Provider,
  model: string,
): { protocol: RealtimeProtocol; url: string } | null => {
  const protocol = REALTIME[provider.dialect]
  if (protocol === undefined) return null
  const url = new URL(
    provider.realtimeUrl?.replaceAll('{model}', () => pathSegment(model)) ??
      realtimeUrlOf(provider, protocol, model),
  )
  url.protocol = url.protocol.replace('http', 'ws')
  if (protocol === 'realtime' && !url.searchParams.has('model') && !url.searchParams.has('deployment'))
    url.searchParams.set('model', model)
  return { protocol, url: url.href }
}

const realtimeUrlOf = (provider: Provider, protocol: RealtimeProtocol, model: string): string => {
  if (protocol === 'realtime') return endpointUrl(provider, model, '/realtime')
  const base = endpointUrl(provider, model, '')
  const [, version = 'v1beta'] = /\/(v1[a-z0-9]*)$/.exec(base) ?? []
  return `${base.replace(/\/v1[a-z0-9]*$/, '')}/ws/google.ai.generativelanguage.${version}.${LIVE_METHOD}`
}

type Operation = keyof typeof PATHS

/** Whether providers of a dialect have an endpoint for an operation. */
export const hasOperation = (dialect: Dialect, operation: Operation): boolean =>
  Object.hasOwn(PATHS[operation], dialect)

/** The dialect in which a provider counts the tokens of a request; null if it does not. */
export const countingDialectOf = ({ dialect, countsIn }: Provider): CountingDialect | null => {
  if (countsIn !== undefined) return countsIn
  return isCountingDialect(dialect) ? dialect : null
}

const isCountingDialect = (dialect: Dialect): dialect is CountingDialect => hasOperation(dialect, 'count')

/** The URL of a provider's endpoint for an operation. @throws Error if its dialect has none. */
export const operationUrl = (provider: Provider, operation: Operation, target: Target): string => {
  const endpoint: Endpoint = operation === 'chat' && target.isStream ? 'stream' : operation
  const own = target.path ?? provider.paths?.[endpoint]
  if (own !== undefined) return endpointUrl(provider, target.model, own)
  const paths: Paths = PATHS[operation]
  const path = paths[provider.dialect]
  if (!path) throw new Error(`the dialect ${provider.dialect} has no ${operation}`)
  return endpointUrl(provider, target.model, typeof path === 'string' ? path : path(target))
}

/**
 * The URL of a provider's endpoint for a model.
 *
 * @example endpointUrl(azure, 'my-gpt', '/embeddings')
 * // https://x.openai.azure.com/openai/deployments/my-gpt/embeddings?api-version=2024-10-21
 */
export const endpointUrl = ({ baseUrl }: Pick<Provider, 'baseUrl'>, model: string, path: string): string => {
  const [address = '', query] = baseUrl.split('?', 2)
  const url = (address.replace(/\/$/, '') + path).replaceAll('{model}', () => pathSegment(model))
  if (query === undefined) return url
  return `${url}${url.includes('?') ? '&' : '?'}${query}`
}

/** One segment of a path. Google's names of other companies' models contain an `@`, which is allowed in paths. */
const pathSegment = (name: string): string => encodeURIComponent(name).replaceAll('%40', '@')

/**
 * The headers of a request to a provider; the caller's own (`anthropic-beta`, …) take precedence over the dialect's
 * defaults. The credential of a signing scheme is not included: the transport adds its headers.
 */
export const requestHeaders = (
  provider: Provider,
  credential: string | null,
  forwarded: Readonly<Record<string, string>>,
): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': 'gptget',
  ...CAPABILITIES[provider.dialect].requiredHeaders,
  ...forwarded,
  ...provider.headers,
  ...(credential === null ? {} : HEADERS_OF_SCHEME[provider.auth]?.(credential)),
})
