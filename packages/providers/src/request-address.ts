import type { Dialect } from '@gptget/protocol'
import { HEADERS_OF_SCHEME } from './auth/header-schemes.ts'
import type { Provider } from './provider.ts'

type ChatTarget = { model: string; isStream: boolean }

/** Where each dialect's chat endpoint is below its base URL, by the dialects' own references. */
const CHAT_PATHS: Record<Dialect, (target: ChatTarget) => string> = {
  'openai-chat': () => '/chat/completions',
  'openai-responses': () => '/responses',
  'anthropic-messages': () => '/messages',
  gemini: ({ model, isStream }) =>
    `/models/${encodeURIComponent(model)}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
}

/** The URL of a provider's chat endpoint. */
export const chatUrl = (provider: Provider, target: ChatTarget): string =>
  endpointUrl(provider, target.model, CHAT_PATHS[provider.dialect](target))

/**
 * The URL of a provider's endpoint for a model.
 *
 * @example endpointUrl(azure, 'my-gpt', '/embeddings')
 * // https://x.openai.azure.com/openai/deployments/my-gpt/embeddings?api-version=2024-10-21
 */
export const endpointUrl = ({ baseUrl }: Pick<Provider, 'baseUrl'>, model: string, path: string): string => {
  const [address = '', query] = baseUrl.split('?', 2)
  const url = address.replace(/\/$/, '').replaceAll('{model}', encodeURIComponent(model)) + path
  if (query === undefined) return url
  return `${url}${url.includes('?') ? '&' : '?'}${query}`
}

/** Headers a dialect requires of every request. */
const DIALECT_HEADERS: Partial<Record<Dialect, Record<string, string>>> = {
  'anthropic-messages': { 'anthropic-version': '2023-06-01' },
}

/**
 * The headers of a request to a provider; the caller's own (`anthropic-beta`, …) win over the dialect's defaults. The
 * credential of a scheme that signs is not among them: the transport adds what is made of it.
 */
export const requestHeaders = (
  provider: Provider,
  credential: string | null,
  forwarded: Readonly<Record<string, string>>,
): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': 'gptget',
  ...DIALECT_HEADERS[provider.dialect],
  ...forwarded,
  ...provider.headers,
  ...(credential === null ? {} : HEADERS_OF_SCHEME[provider.auth]?.(credential)),
})
