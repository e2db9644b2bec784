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
import type { Generation } from './generation.ts'

/** A whole answer of any operation, as it was read. */
export type WholeAnswer = {
  /** The provider's id of it. */
  id?: string
  usage?: Usage
  finish?: { reason: FinishReason; raw?: string }
  /** What it says, to be counted where the provider did not say what it used. */
  texts: readonly string[]
  /** What of it may show calls of tools which the provider ran; left out where there cannot be any. */
  blocks?: ChatResult['blocks']
  /** What it is beside tokens, where that has a price. */
  counted?: Counted
  /** What the text for the caller is; left out: JSON. */
  contentType?: string
  /** The text for the caller; it may have to be stored first what it names. */
  print(closing: Closing): string | Promise<string | Buffer>
  /** The same as a stream, for a caller who asked for one although the provider has none. */
  printEvents?(closing: Closing): Promise<Frame[]>
}

/** How an answer that is sound, and not text, is read and passed on. */
export type SoundRelay = {
  answer: SpeechAnswer
  request: SpeechRequest
  /** What is done here because the provider does not: 1 leaves it as it is. */
  speed: number
  counted: Counted
}

/** How a stream is read and passed on. */
export type StreamRelay = {
  reader: Running<Frame, ChatEvent>
  /** Text that follows on text is passed on as that before was: see `RepeatedText`. */
  repeatsText?: boolean
  /** Takes a frame (null: the stream's end) and the events it was read as; returns what may go to the caller now. */
  step(frame: Frame | null, events: ChatEvent[]): Frame[]
  /** The end: usage, cost, terminal event. */
  end(closing: Closing): Frame[] | Promise<Frame[]>
  /** What the answer is beside tokens, once it is over. */
  counted?(): Counted
  /** Ends it here, as an answer that reached its longest; returns what may go to the caller now. */
  cut(): Frame[]
  /** The caller wants it whole: what it is then, instead of an end. */
  whole?(closing: Closing): string
}

/** One request to one provider, and how its answer is read. */
export type UpstreamExchange = {
  url: string
  /** What of the request does not reach the provider as the caller wrote it. */
  losses: readonly Loss[]
  readError(status: number, body: unknown): Fault
  /** `body` is `text` parsed, or the text where it is no JSON. @throws FaultError when it is no answer. */
  readWhole(body: unknown, text: string): WholeAnswer
  /** How a large answer is read and printed in threads; left out where that is no work. */
  far?: VectorsAsked
  /**
   * Of a provider that answers before its work is done: where this answer says to ask again, null where it is the
   * last. @throws FaultError where it says that nothing will come of it
   */
  next?(body: unknown): NextRequest | null
  /** What it took on then: it is owed, also where its caller leaves. */
  accepted?: Counted
  /** null: this operation has no streams. */
  stream: StreamRelay | null
  /** Only of answers that are sound. */
  sound?: SoundRelay
}

/** A kind of request that models answer. All that is told apart by kind is here; everything else is one path. */
export type Operation<Kind extends Answering = Answering> = {
  /** What callers call it. */
  name: string
  /** Providers of a dialect that has it may still lack it. */
  isOptional: boolean
  isServedIn(dialect: Dialect): boolean
  /** Has what the request only points at be in its body, before anybody is asked. @throws PublicError */
  resolve?(context: RouterContext, generation: Generation): Promise<void> | void
  /** How the answer to a request that was prepared for a route is read. */
  open(generation: Generation, route: Route, prepared: Prepared<Kind>): UpstreamExchange
}

/** The fault of a model that cannot be asked this way at any of its providers. */
export const notServed = ({ operation, stream }: Pick<Generation, 'operation' | 'stream'>): Fault => ({
  code: 'invalid_request',
  message: `The model "${stream.head.model}" cannot be used for ${operation.name}: none of its providers offers that.`,
  param: 'model',
})
