import type { Dialect, Quirks } from '@gptget/protocol'

/** How a provider wants to be shown its credential. */
export type AuthScheme = 'bearer' | 'x-api-key' | 'x-goog-api-key' | 'api-key' | 'none'

export type Timeouts = {
  /** TCP and TLS. */
  connectMs: number
  /** From the request to the first token. */
  firstTokenMs: number
  /** Between two pieces of an answer. */
  idleMs: number
}

/** What is known of a provider before an operator says anything: one row each. */
export type ProviderRow = {
  id: string
  name: string
  dialect: Dialect
  /** Includes the version prefix. */
  baseUrl: string
  auth: AuthScheme
  /** Environment variables a credential is looked for in, first match wins. */
  apiKeyVariables: readonly string[]
  quirks: Quirks
  /** What stands before the `/` in its models' public ids, where it is not the row's id. */
  modelPrefix?: string
}

/** A provider as it is called: a row with a credential, or what the operator wrote. */
export type Provider = {
  id: string
  name: string
  dialect: Dialect
  baseUrl: string
  auth: AuthScheme
  /** Used in turn. Empty when the provider asks for none. */
  credentials: readonly string[]
  headers: Readonly<Record<string, string>>
  timeouts: Timeouts
  quirks: Quirks
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 5_000, firstTokenMs: 120_000, idleMs: 60_000 }
