import type { Dialect } from '@gptget/contracts'
import type { ErrorCode } from '@gptget/errors'
import type { Usage } from './usage.ts'

/** Why a generation ended, in one vocabulary; `raw` beside it keeps the provider's word. */
export type FinishReason =
  | 'stop'
  | 'length'
  | 'tool-calls'
  | 'content-filter'
  | 'refusal'
  | 'pause'
  | 'error'
  | 'other'

/** What a block is, known when it opens. */
export type BlockStart =
  | { kind: 'text' }
  | { kind: 'thinking'; isRedacted?: boolean }
  /** The arguments of a custom tool are its text, and no JSON. */
  | { kind: 'tool-call'; id: string; name: string; namespace?: string; isCustom?: boolean }
  | { kind: 'audio'; id?: string; format?: string }
  /** `url`: where it is kept, in place of its data. */
  | { kind: 'image'; mediaType: string; url?: string }
  /**
   * A block only its own dialect understands (server-side tools, search results): passed on whole, never translated.
   */
  | { kind: 'opaque'; dialect: Dialect; value: unknown }

/** A token that was, or could have been, chosen. `bytes` are its UTF-8, where the provider gave them. */
export type LikelyToken = { token: string; logprob: number; bytes?: number[] }

/** A token of an answer, with the likeliest ones at its place. */
export type TokenLogprob = LikelyToken & { top: LikelyToken[] }

export type BlockDelta =
  | { kind: 'text'; text: string }
  /** How likely the tokens were of the text that comes next. */
  | { kind: 'logprobs'; tokens: TokenLogprob[] }
  /** A source cited by the text of this block, in the dialect that made it. */
  | { kind: 'citation'; dialect: Dialect; value: unknown }
  | { kind: 'thinking'; text: string }
  | { kind: 'refusal'; text: string }
  /** A piece of the JSON text of a tool call's arguments. */
  | { kind: 'arguments'; json: string }
  /** A piece of base64. */
  | { kind: 'data'; base64: string; transcript?: string }
  | { kind: 'opaque'; dialect: Dialect; value: unknown }

/**
 * A signature, encrypted content or thought signature: replayed only to the dialect (and provider) that made it.
 */
export type Signature = {
  dialect: Dialect
  kind: 'signature' | 'encrypted' | 'redacted'
  value: string
  id?: string
}

/** A failure a provider reported or caused, before anyone decided what the caller may know of it. */
export type Fault = {
  /** Stable name from the public error table (`errors.ts`). */
  code: ErrorCode
  message: string
  /** HTTP status upstream answered with, where there was one. */
  upstreamStatus?: number
  retryAfterMs?: number
  param?: string
  /** The provider refused the credential or account we called it with. */
  isOfOurAccount?: boolean
  raw?: unknown
}

/**
 * One answer as a stream of block lifecycles: the richest of the four dialects' stream shapes, so that translating
 * drops information at most once. Every block that opens closes once; no delta lies outside its block; the last
 * event is `finish` or `fault`.
 */
export type ChatEvent =
  | { type: 'start'; id?: string; model?: string; usage?: Partial<Usage> }
  | { type: 'block-open'; index: number; block: BlockStart }
  | { type: 'block-delta'; index: number; delta: BlockDelta }
  | { type: 'block-signature'; index: number; signature: Signature }
  | { type: 'block-close'; index: number }
  /** Cumulative: the latest one stands. */
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; reason: FinishReason; raw?: string; stopSequence?: string }
  | { type: 'fault'; fault: Fault }
