import type { Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'
import type { Closing } from '../dialect.ts'

/** One input, which becomes a vector. */
export type EmbeddingInput =
  | { type: 'text'; text: string }
  /** Token numbers of the model's tokenizer. */
  | { type: 'tokens'; tokens: readonly number[] }
  /** Images, optionally with texts. `param` is its path. Without `parts`, only its own dialect can express it. */
  | { type: 'media'; param: string; parts?: readonly EmbeddingPart[] }

/** A part of an input with several parts. */
export type EmbeddingPart =
  | { type: 'text'; text: string }
  | { type: 'data'; mediaType: string; base64: string }

export const VECTOR_ENCODINGS = ['float', 'base64'] as const
/** base64: of little-endian float32. */
export type VectorEncoding = (typeof VECTOR_ENCODINGS)[number]

export type EmbeddingRequest = {
  model: string
  inputs: readonly EmbeddingInput[]
  /** The caller sent a list, so the answer is a list of any length. */
  isBatch: boolean
  dimensions?: number
  encoding: VectorEncoding
  /** Fields that only providers of the caller's dialect have, by the caller's names. */
  extensions: Readonly<Record<string, unknown>>
}

/** `vectors` in the order of the inputs. */
export type EmbeddingResult = { vectors: readonly (readonly number[])[]; usage?: Usage }

export type EmbeddingContext = { id: string; model: string; request: EmbeddingRequest }

/** The format of embeddings in one dialect, for callers and providers. */
export type EmbeddingWire = {
  /** @throws PublicError `invalid_request` naming the field. */
  readRequest(body: unknown): EmbeddingRequest
  /** @throws PublicError naming a field that this dialect does not have. */
  writeRequest(request: EmbeddingRequest, model: string): { body: unknown; losses: Loss[] }
  /** @throws FaultError if the body is not an answer to `request`. */
  readResult(body: unknown, request: EmbeddingRequest): EmbeddingResult
  writeResult(result: EmbeddingResult, context: EmbeddingContext, closing: Closing): unknown
  /** A caller's body for a provider of the same dialect: only names change. */
  passRequest(body: Buffer, model: string): Buffer
  /** A provider's answer for a caller of the same dialect; `result` is the parsed answer. */
  passResult(text: string, result: EmbeddingResult, context: EmbeddingContext, closing: Closing): string
}
