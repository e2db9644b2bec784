import type { Dialect } from '@gptget/contracts'
import type { ErrorCode } from '@gptget/errors'
import type { Usage } from './usage.ts'

/** Why a generation ended, in one vocabulary; `raw` has the provider's word. */
export type FinishReason =
  | 'stop'
  | 'length'
  | 'tool-calls'
  | 'content-filter'
  | 'refusal'
  | 'pause'
  | 'error'
  | 'other'

/** How a generation ended. `explanation`: why it was refused, in the provider's words. */
export type Finish = { reason: FinishReason; raw?: string; stopSequence?: string; explanation?: string }

/** The kind of a block, known when it opens. */
export type BlockStart =
  | { kind: 'text' }
  | { kind: 'thinking'; isRedacted?: boolean }
  /** The arguments of a custom tool are text, not JSON. */
  | { kind: 'tool-call'; id: string; name: string; namespace?: string; isCustom?: boolean }
  | { kind: 'audio'; id?: string; format?: string }
  /** `url`: where it is kept, in place of its data. */
  | { kind: 'image'; mediaType: string; url?: string }
  /** A block that only its own dialect knows (server-side tools, search results): passed on whole, never translated. */
  | { kind: 'opaque'; dialect: Dialect; value: unknown }

/** A token that was, or could have been, chosen. `bytes` are its UTF-8, if the provider sent them. */
export type LikelyToken = { token: string; logprob: number; bytes?: number[] }

/** A token of an answer, with the most likely ones at its position. */
export type TokenLogprob = LikelyToken & { top: LikelyToken[] }

export type BlockDelta =
  | { kind: 'text'; text: string }
  /** The probabilities of the tokens in the following text. */
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

/** A failure that a provider reported or caused, before the decision what the caller may see. */
export type Fault = {
  /** Stable name from the table of public errors (`errors.ts`). */
  code: ErrorCode
  message: string
  /** The upstream's HTTP status, if there was one. */
  upstreamStatus?: number
  retryAfterMs?: number
  param?: string
  /** The provider refused our credential or account. */
  isOfOurAccount?: boolean
  raw?: unknown
}

/**
 * One answer as a stream of block lifecycles: the richest of the four dialects' streams, so that translating drops
 * information at most once. Every block that opens closes once; no delta is outside its block; the last event is
 * `finish` or `fault`.
 */
export type ChatEvent =
  | { type: 'start'; id?: string; model?: string; usage?: Partial<Usage> }
  | { type: 'block-open'; index: number; block: BlockStart }
  | { type: 'block-delta'; index: number; delta: BlockDelta }
  | { type: 'block-signature'; index: number; signature: Signature }
  | { type: 'block-close'; index: number }
  /** Cumulative: the latest one counts. */
  | { type: 'usage'; usage: Usage }
  | ({ type: 'finish' } & Finish)
  | { type: 'fault'; fault: Fault }
