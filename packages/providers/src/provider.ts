import type { CountingDialect } from '@gptget/contracts'
import type { Quirks } from '@gptget/protocol'
import type { Dialect } from '@gptget/contracts'

/**
 * How a provider authenticates: with a header, or a signature for each request. `auth/` describes the credentials of
 * each scheme.
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

/** The paths below a base URL. `stream`: the path of a streamed chat, if it differs. */
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

/** The known facts about a provider: one row each. */
export type ProviderRow = {
  id: string
  name: string
  dialect: Dialect
  /**
   * Includes the version prefix. `${NAME}` and `${NAME:-default}` are environment variables, `{model}` is the model if
   * it is part of the address; a query after `?` is added to every address.
   */
  baseUrl: string
  auth: AuthScheme
  /** Environment variables with a credential, first match wins: having one enables the provider. */
  apiKeyVariables: readonly string[]
  /**
   * A credential that is not only for this provider, as a text with `${NAME}`s. Many machines have it for other
   * reasons, so it is used only if the operator names the provider.
   */
  sharedCredential?: string
  quirks: Quirks
  /** Endpoints whose paths differ from the dialect's, with `{model}` as in `baseUrl`. */
  paths?: Partial<Record<Endpoint, string>>
  /** The dialect of its token counts, if it differs; null: it does not count. */
  countsIn?: CountingDialect | null
  /** Its answers refer to other hosts of this site (`bfl.ai`), which may get its credential. */
  followsWithin?: string
  /** False if a request that was cancelled before its first token is free. Otherwise its input is charged. */
  chargesAbandoned?: boolean
  /** Another row of the same company: configuring that one, at its address and with its key, also enables this one. */
  companionOf?: string
  /** The part before the `/` in its models' public ids, if it is not the row's id. */
  modelPrefix?: string
}

/** A provider in use: a row with a credential, or the operator's configuration. */
export type Provider = {
  id: string
  name: string
  dialect: Dialect
  /** With the environment filled in; may still contain `{model}` and a query. */
  baseUrl: string
  auth: AuthScheme
  /** Used in turn. Empty if the provider needs none. */
  credentials: readonly string[]
  headers: Readonly<Record<string, string>>
  timeouts: Timeouts
  quirks: Quirks
  paths?: Partial<Record<Endpoint, string>>
  /** What its webhooks are signed with, if the operator configured it. */
  webhookSecret?: string
  /** Where the public keys of its webhooks are, if not where its row says. */
  webhookKeysUrl?: string
  /** The address of its realtime sessions, if not below the base URL; `{model}` as in `baseUrl`. */
  realtimeUrl?: string
  countsIn?: CountingDialect | null
  followsWithin?: string
  /** False: the input is free if the caller disconnected before the first token. */
  chargesAbandoned?: boolean
}

export const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 5_000, firstTokenMs: 120_000, idleMs: 60_000 }
