import type { Dialect } from '@gptget/protocol'
import type { AuthScheme, Provider } from './provider.ts'

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
  provider.baseUrl.replace(/\/$/, '') + CHAT_PATHS[provider.dialect](target)

const AUTH_HEADERS: Record<AuthScheme, (credential: string) => Record<string, string>> = {
  bearer: (credential) => ({ authorization: `Bearer ${credential}` }),
  'x-api-key': (credential) => ({ 'x-api-key': credential }),
  'x-goog-api-key': (credential) => ({ 'x-goog-api-key': credential }),
  'api-key': (credential) => ({ 'api-key': credential }),
  none: () => ({}),
}

/** Headers a dialect requires of every request. */
const DIALECT_HEADERS: Partial<Record<Dialect, Record<string, string>>> = {
  'anthropic-messages': { 'anthropic-version': '2023-06-01' },
}

/** The headers of a request to a provider; the caller's own (`anthropic-beta`, …) win over the dialect's defaults. */
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
  ...(credential === null ? {} : AUTH_HEADERS[provider.auth](credential)),
})
