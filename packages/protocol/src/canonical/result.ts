import type { BlockStart, Finish, Signature, TokenLogprob } from './events.ts'
import type { Usage } from './usage.ts'

/** A block of a finished answer: the result of folding its lifecycle. */
export type ResultBlock = {
  block: BlockStart
  /** Text, thinking, tool-call arguments (JSON text) or base64, by the block's kind. */
  content: string
  refusal?: string
  transcript?: string
  logprobs?: TokenLogprob[]
  citations?: { dialect: import('@gptget/contracts').Dialect; value: unknown }[]
  /** Deltas of an opaque block, in order. */
  opaqueDeltas?: { dialect: import('@gptget/contracts').Dialect; value: unknown }[]
  signatures: Signature[]
}

/** A whole answer. `fold(events)` makes it, `explode(result)` splits it again. */
export type ChatResult = {
  id?: string
  model?: string
  blocks: ResultBlock[]
  finish: Finish
  usage?: Usage
}

/** A citation of a text, in the format of its dialect. */
export type Citation = NonNullable<ResultBlock['citations']>[number]
