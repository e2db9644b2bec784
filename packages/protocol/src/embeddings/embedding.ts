import type { Loss } from '../canonical/losses.ts'
import type { Usage } from '../canonical/usage.ts'
import type { Closing } from '../dialect.ts'

/** One thing to be turned into a vector. */
export type EmbeddingInput =
  | { type: 'text'; text: string }
  /** Numbers of the model's own tokenizer. */
  | { type: 'tokens'; tokens: readonly number[] }
  /** Pictures, with texts or without; `param` is where it stands. Without `parts` only its own dialect can say it. */
  | { type: 'media'; param: string; parts?: readonly EmbeddingPart[] }

/** What is turned into one vector together with others. */
export type EmbeddingPart =
  | { type: 'text'; text: string }
  | { type: 'data'; mediaType: string; base64: string }

export const VECTOR_ENCODINGS = ['float', 'base64'] as const
/** base64: of little-endian float32. */
export type VectorEncoding = (typeof VECTOR_ENCODINGS)[number]

export type EmbeddingRequest = {
  model: string
  inputs: readonly EmbeddingInput[]
  /** The caller wrote a list: so is the answer, at any length. */
  isBatch: boolean
  dimensions?: number
  encoding: VectorEncoding
  /** What only providers of the caller's own dialect understand, by the caller's names. */
  extensions: Readonly<Record<string, unknown>>
}

/** `vectors` in the order of the inputs. */
export type EmbeddingResult = { vectors: readonly (readonly number[])[]; usage?: Usage }

export type EmbeddingContext = { id: string; model: string; request: EmbeddingRequest }

/** One dialect's form of embeddings, towards callers and providers alike. */
export type EmbeddingWire = {
  /** @throws PublicError `invalid_request` naming the field. */
  readRequest(body: unknown): EmbeddingRequest
  /** @throws PublicError naming what this dialect cannot say. */
  writeRequest(request: EmbeddingRequest, model: string): { body: unknown; losses: Loss[] }
  /** @throws FaultError when the body is no answer to `request`. */
  readResult(body: unknown, request: EmbeddingRequest): EmbeddingResult
  writeResult(result: EmbeddingResult, context: EmbeddingContext, closing: Closing): unknown
  /** A caller's own body for a provider of the same dialect: only names change. */
  passRequest(body: Buffer, model: string): Buffer
  /** A provider's own answer for a caller of the same dialect; `result` is what it was read as. */
  passResult(text: string, result: EmbeddingResult, context: EmbeddingContext, closing: Closing): string
}
