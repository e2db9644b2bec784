import type {
  ChatEvent,
  ChatResult,
  Closing,
  Fault,
  FinishReason,
  Frame,
  Loss,
  NextRequest,
  Running,
  SpeechAnswer,
  SpeechRequest,
  Usage,
} from '@gptget/protocol'
import type { Dialect } from '@gptget/contracts'
import type { Counted } from '@gptget/money'
import type { Answering, Prepared } from '../../bodies/prepared.ts'
import type { VectorsAsked } from '../../bodies/read-vectors.ts'
import type { Route } from '../../catalog/catalog.ts'
import type { RouterContext } from '../../context.ts'
import type { LiftedText, LiftedTexts } from '../../bodies/lifted-texts.ts'
import type { Generation } from './generation.ts'

/** A whole answer of any operation, as it was read. */
export type WholeAnswer = {
  /** The provider's id for it. */
  id?: string
  usage?: Usage
  finish?: { reason: FinishReason; raw?: string }
  /** Its text, which is counted if the provider reports no usage. */
  texts: readonly string[]
  /** The parts that may show calls of tools that the provider ran; undefined if there cannot be any. */
  blocks?: ChatResult['blocks']
  /** Its content besides tokens that has a price. */
  counted?: Counted
  /** The type of the text for the caller; default: JSON. */
  contentType?: string
  /** The text for the caller; files may have to be stored first. */
  print(closing: Closing): string | Promise<string | Buffer>
  /** Whether `print` cannot fail any more, so that the answer may be charged while it stores files. */
  isCertain?: boolean
  /** The same as a stream, for a caller who requested one although the provider has none. */
  printEvents?(closing: Closing): Promise<Frame[]>
}

/** How an answer that is audio, and not text, is read and relayed. */
export type SoundRelay = {
  answer: SpeechAnswer
  request: SpeechRequest
  /** A factor applied here because the provider does not support it: 1 changes nothing. */
  speed: number
  counted: Counted
}

/** How a stream is read and relayed. */
export type StreamRelay = {
  reader: Running<Frame, ChatEvent>
  /** Consecutive text events reuse the previous output: see `RepeatedText`. */
  repeatsText?: boolean
  /** Takes a frame (null: the stream's end) and its events; returns what may go to the caller now. */
  step(frame: Frame | null, events: ChatEvent[]): Frame[]
  /** The end: usage, cost, terminal event. */
  end(closing: Closing): Frame[] | Promise<Frame[]>
  /** The content of the answer besides tokens, after its end. */
  counted?(): Counted
  /** Ends it here, as if the answer had reached its maximum length; returns what may go to the caller now. */
  cut(): Frame[]
  /** The caller wants it whole: the complete answer, instead of an end. */
  whole?(closing: Closing): string | Promise<string>
}

/** One request to one provider, and how its answer is read. */
export type UpstreamExchange = {
  url: string
  /** Parts of the request that do not reach the provider unchanged. */
  losses: readonly Loss[]
  readError(status: number, body: unknown): Fault
  /** `body` is `text` parsed, or the text if it is not JSON. @throws FaultError if it is no answer. */
  readWhole(body: unknown, text: string): WholeAnswer
  /** The same for a large answer, whose long base64 texts stay bytes. */
  readLifted?(body: unknown, lifted: LiftedTexts): WholeAnswer
  /** A long base64 text of such an answer begins to arrive. */
  onLifted?(text: LiftedText): void
  /** How a large answer is read and printed in threads; undefined if that is little work. */
  far?: VectorsAsked
  /**
   * For a provider that answers before its work is finished: the address to poll, null if this answer is the last.
   * @throws FaultError if the work has failed
   */
  next?(body: unknown): NextRequest | null
  /** The accepted work: it is charged even if its caller disconnects. */
  accepted?: Counted
  /** null: this operation has no streams. */
  stream: StreamRelay | null
  /** Only for answers that are audio. */
  sound?: SoundRelay
}

/** A kind of request that models answer. Everything specific to a kind is here; the rest is one path. */
export type Operation<Kind extends Answering = Answering> = {
  /** The name that callers see. */
  name: string
  /** A provider may lack it although its dialect has it. */
  isOptional: boolean
  isServedIn(dialect: Dialect): boolean
  /** Loads what the request only refers to into the body, before any provider is called. @throws PublicError */
  resolve?(context: RouterContext, generation: Generation): Promise<void> | void
  /** How the answer to a request that was prepared for a route is read. */
  open(generation: Generation, route: Route, prepared: Prepared<Kind>): UpstreamExchange
}

/** The error for a model that supports this operation at none of its providers. */
export const notServed = ({ operation, stream }: Pick<Generation, 'operation' | 'stream'>): Fault => ({
  code: 'invalid_request',
  message: `The model "${stream.head.model}" cannot be used for ${operation.name}: none of its providers offers that.`,
  param: 'model',
})
