import type { CountingDialect } from '@gptget/contracts'
import type { Quirks } from '@gptget/protocol'
import type { Dialect } from '@gptget/contracts'

/**
 * How a provider wants to be shown its credential: in a header as it is, or by something made of it for each request.
 * What the credential of a scheme looks like stands beside it in `auth/`.
 */
export type AuthScheme =
  | 'bearer'
  | 'x-api-key'
  | 'x-goog-api-key'
  | 'api-key'
  | 'xi-api-key'
  | 'token'
  | 'key'
  | 'x-key'
  | 'none'
  | 'aws'
  | 'google-service-account'
  | 'mj-api-secret'
  | 'kling'

export type Timeouts = {
  /** TCP and TLS. */
  connectMs: number
  /** From the request to the first token. */
  firstTokenMs: number
  /** Between two pieces of an answer. */
  idleMs: number
}

/** The addresses below a base URL. `stream`: where a streamed chat is asked for elsewhere than a whole one. */
export type Endpoint =
  | 'chat'
  | 'stream'
  | 'embeddings'
  | 'completions'
  | 'moderations'
  | 'images'
  | 'imageEdits'
  | 'speech'
  | 'transcriptions'
  | 'translations'
  | 'rerank'
  | 'count'

/** What is known of a provider before an operator says anything: one row each. */
export type ProviderRow = {
  id: string
  name: string
  dialect: Dialect
  /**
   * Includes the version prefix. `${NAME}` and `${NAME:-default}` are environment variables, `{model}` is the
   * model where it is part of the address; what follows a `?` ends every address.
   */
  baseUrl: string
  auth: AuthScheme
  /** Environment variables a credential is looked for in, first match wins: having one is wanting the provider. */
  apiKeyVariables: readonly string[]
  /**
   * A credential that serves more than this provider, as a text with `${NAME}`s. It is on many machines that want
   * nothing of this provider, so it is used only where the operator names the provider.
   */
  sharedCredential?: string
  quirks: Quirks
  /** Endpoints that stand elsewhere than the dialect has them, `{model}` in them as in `baseUrl`. */
  paths?: Partial<Record<Endpoint, string>>
  /** The dialect it counts tokens in, where that is not its own; null: it does not count. */
  countsIn?: CountingDialect | null
  /** Its answers send us to other hosts of this site too (`bfl.ai`), which get its credential. */
  followsWithin?: string
  /** False where a request that was cancelled before its first token costs nothing. Elsewhere its input is charged. */
  chargesAbandoned?: boolean
  /** Another row of the same company: who configures that one, at its address and with its key, means this one too. */
  companionOf?: string
  /** What stands before the `/` in its models' public ids, where it is not the row's id. */
  modelPrefix?: string
}

/** A provider as it is called: a row with a credential, or what the operator wrote. */
export type Provider = {
  id: string
  name: string
  dialect: Dialect
  /** With the environment filled in; `{model}` and a query may still be there. */
  baseUrl: string
  auth: AuthScheme
  /** Used in turn. Empty when the provider asks for none. */
  credentials: readonly string[]
  headers: Readonly<Record<string, string>>
  timeouts: Timeouts
  quirks: Quirks
  paths?: Partial<Record<Endpoint, string>>
  /** Where its realtime sessions are, if not below the base URL; `{model}` in it as in `baseUrl`. */
  realtimeUrl?: string
  countsIn?: CountingDialect | null
  followsWithin?: string
  /** False: what was sent costs nothing where the caller left before the first token. */
  chargesAbandoned?: boolean
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 5_000, firstTokenMs: 120_000, idleMs: 60_000 }
