import type { SpeechFormat } from './canonical/speech-formats.ts'
import type { TaskMethod } from './tasks/methods.ts'
import type { CallerDialect, Dialect } from '@gptget/contracts'
import type { ChatEvent, Fault } from './canonical/events.ts'
import type { Capabilities, Loss } from './canonical/losses.ts'
import type { Machine } from './canonical/machine.ts'
import type { ChatRequest } from './canonical/request.ts'
import type { ChatResult } from './canonical/result.ts'
import type { PublicError } from '@gptget/errors'
import type { ThinkingSupport } from './canonical/thinking.ts'
import type { JsonObject } from './json/object.ts'
import type { Frame } from './wire/sse.ts'

/** The fields of an answer that are ours and not the provider's. */
export type AnswerContext = {
  /** Our generation id, in the dialect's format (`chatcmpl-…`, `resp_…`, `msg_…`). */
  id: string
  /** The caller's model id (`provider/model`). */
  model: string
  createdAtSeconds: number
  /** Adds our fields to the usage (cost in USD); called once, when the usage is written. */
  costUsd?: (usage: import('./canonical/usage.ts').Usage) => number
  /** Our own count of the input, for dialects that report it at the start (Anthropic's `message_start`). */
  estimatedInputTokens?: number
  /** Who gives the answer, by the name receipts have for them. */
  provider?: string
  /** The dialect the answer is read from: it tells what kind of reasoning is in it. */
  upstream?: Dialect
  /** When the answer was whole; called once, when its end is written. */
  completedAtSeconds?: () => number
  /** The request as the caller sent it, parsed: some dialects echo parts of it (Responses). */
  request?: ChatRequest
}

/** The half of a dialect that faces our caller. */
export type ClientFacing<State = unknown> = {
  dialect: CallerDialect
  /** @throws PublicError `invalid_request` naming the field, when the body is not one of this dialect's. */
  readRequest(body: unknown): ChatRequest
  writeResult(result: ChatResult, context: AnswerContext): unknown
  writeStream: Machine<State, ChatEvent, Frame, AnswerContext>
  /** A request's body that asks for an answer of no more than so many tokens, whatever it asked for before. */
  limitOutput(body: Buffer, maxOutputTokens: number): Buffer
}

/**
 * Named differences between servers that speak one dialect. Shared code reads flags and never compares a provider's id.
 * Without a flag, a server takes `max_tokens`, `stream_options`, strict tools, JSON schema and arrays of content parts,
 * and knows neither the developer role nor cache markers nor replayed reasoning.
 */
export type Quirks = {
  /** Which field limits the output: OpenAI's newer models refuse `max_tokens`, most others know nothing else. */
  maxTokensField?: 'max_tokens' | 'max_completion_tokens'
  /** Whether `stream_options: { include_usage: true }` is understood. */
  hasStreamUsageOption?: boolean
  hasDeveloperRole?: boolean
  /** It is OpenAI's own: it takes `prompt_cache_retention`, `prompt_cache_options` and `safety_identifier`. */
  hasOpenaiFields?: boolean
  /** Where reasoning text is found in an OpenAI-dialect answer. */
  thinkingField?: 'reasoning_content' | 'reasoning' | 'thinking'
  toolResultNeedsName?: boolean
  /** Calls have ids of exactly so many letters and digits, and no others are taken back (Mistral: 9). */
  callIdLength?: number
  /** What `seed` is called. */
  seedField?: 'random_seed'
  hasStrictTools?: boolean
  /**
   * `json_schema` response format is understood; else it is downgraded to `json_object` with the schema in the system
   * text.
   */
  hasJsonSchema?: boolean
  /** False where `content` must be one string (DeepSeek): texts are joined. */
  hasContentParts?: boolean
  /** How a content part says that the prompt up to it may be cached. */
  cacheMarkerField?: 'cache_control' | 'prompt_cache_breakpoint'
  /** `top_k` is understood in the OpenAI dialect. */
  hasTopK?: boolean
  /** OpenRouter's `reasoning` object instead of `reasoning_effort`: takes budgets too. */
  hasReasoningObject?: boolean
  /** `thinking: { type }` turns reasoning on and off in the OpenAI dialect (DeepSeek, Z.ai, Moonshot, Xiaomi). */
  hasThinkingSwitch?: boolean
  /** While it thinks, replayed tool calls must bring the reasoning that led to them (DeepSeek). */
  mustReplayThinking?: boolean
  /** Reasoning is set by a named level (Gemini 3, newer Claude), not by a token budget. */
  hasEffortLevels?: boolean
  /**
   * Anthropic's models hosted by others: the address names the model, and the body has `anthropic_version` instead.
   * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude
   */
  versionInBody?: string
  /** Google's older embedding models on Vertex AI take instances and give predictions. */
  embeddingMethod?: 'predict'
  /** Speech is asked for in a way of the provider's own (`speech/wires`), and not in the dialect's. */
  speechMethod?: 'elevenlabs'
  /** The formats that it speaks, where it has not all of OpenAI's. */
  speechFormats?: readonly SpeechFormat[]
  /** Transcripts are asked for in a way of the provider's own (`transcriptions/wires`). */
  transcriptionMethod?: 'deepgram' | 'elevenlabs'
  /** False where it does not tell who speaks (`diarized_json`). */
  hasSpeakers?: boolean
  /** A shorter sound is charged as one of so many seconds. */
  leastSoundSeconds?: number
  /** Ranks are asked for in a way of the provider's own (`rerank/wires`), and not in Jina's. */
  rerankMethod?: 'cohere' | 'voyage'
  /** False where the server fetches no picture or file by its address: it is sent what is there. */
  hasMediaUrls?: boolean
  /** Images are asked for in a way of the provider's own (`images/wires`), and not in the dialect's. */
  imageMethod?: 'black-forest' | 'chat' | 'fal' | 'openrouter' | 'predict' | 'replicate' | 'xai'
  /** Videos, music and other long work are asked for in a way of the provider's own (`tasks/wires`). */
  taskMethod?: TaskMethod
  /** False where Gemini's `countTokens` takes a request's fields as its own (Vertex AI). */
  hasGenerateContentRequest?: boolean
  /** Gemini 3 refuses replayed function calls without a thought signature. */
  requiresThoughtSignature?: boolean
}

/** What a writer must know of the model it writes for. */
export type Target = {
  model: string
  quirks: Quirks
  maxOutputTokens?: number
  capabilities?: Capabilities
  /** How the model thinks. Absent where it is not known: the dialect's usual form is written. */
  thinking?: ThinkingSupport
  /** Its voices, of a model that speaks, where they are known. */
  voices?: readonly string[]
  /** The model refuses replayed tool calls that carry no signature of its own (Gemini 3 and later). */
  requiresThoughtSignature?: boolean
}

/** The half of a dialect that faces a provider. */
export type UpstreamFacing<State = unknown> = {
  dialect: CallerDialect
  /** The JSON body to send (the path and headers belong to the provider's transport). */
  writeRequest(request: ChatRequest, target: Target): Record<string, unknown>
  readResult(body: unknown): ChatResult
  readStream: Machine<State, Frame, ChatEvent, Record<string, never>>
  /** Reads an error answer: HTTP status and parsed body (or text, where it was not JSON). */
  readError(status: number, body: unknown): Fault
}

/** A stream that ends too early. `eventCount` counts the events sent before, for dialects that number them. */
export type BrokenAnswer = Pick<AnswerContext, 'id' | 'model' | 'createdAtSeconds'> & { eventCount?: number }

/** How a dialect counts the tokens of a request without answering it. */
export type TokenCounting = {
  /** A caller's body, with the model in it. @throws PublicError `invalid_request` naming the field. */
  readRequest(body: JsonObject): ChatRequest
  /** The body to send, of what `adapt` leaves of a request. */
  writeRequest(request: ChatRequest, target: Target): JsonObject
  /** The count in a provider's answer. @throws FaultError where there is none. */
  readCount(body: unknown): number
  /** The answer to a caller. */
  writeCount(tokens: number): JsonObject
}

/** How one dialect shows a failure: the body of an HTTP error, and the events that end a stream. */
export type ErrorForm = {
  body(error: PublicError): unknown
  /** The in-band end of a stream that failed after its first bytes were sent. `context` is the answer's. */
  events(error: PublicError, context: BrokenAnswer): Frame[]
}

/** What a relay must know to put our names on a provider's answer. */
export type RelayContext = {
  id: string
  model: string
  /** Who gives the answer, by the name receipts have for them. */
  provider?: string
  /** The caller asked for a usage chunk of its own (`stream_options.include_usage`). */
  wantsUsageChunk: boolean
  /** It may be ended before its provider ends it: enough of it is kept to do so. */
  mayBeCut?: boolean
  /** What the answer repeats of the request although the provider was not told it (`RelayedRequest`). */
  echo?: Record<string, unknown>
  /** What the answer says of the request where the provider says nothing of it (`RelayedRequest`). */
  defaults?: Record<string, unknown>
}

/** How an answer that was passed through ends. */
export type Closing = {
  usage: import('./canonical/usage.ts').Usage
  costUsd: number
  /** When the answer was whole. */
  completedAtSeconds?: number
}

/**
 * Passes a provider's stream on to a caller of the same dialect: our id, model and cost are spliced in, everything
 * else stays as the provider wrote it.
 */
export type Relay<State = unknown> = {
  /** A frame that is a piece of text changes nothing, and what is passed on of it follows from it (`RepeatedText`). */
  repeatsText?: true
  start(context: RelayContext): State
  /** Takes a frame the dialect's `readStream` made no fault of; returns what may go to the caller now. */
  step(state: State, frame: Frame): Frame[]
  /** What was held back for the usage, with it, and the terminal event. */
  end(state: State, closing: Closing): Frame[]
  /**
   * Ends a stream that its provider has not ended, as one whose answer reached its longest: returns what closes the
   * parts that are open, and has `end` say why. Only of streams that were started with `mayBeCut`.
   */
  cut(state: State): Frame[]
  /** A whole answer's JSON text with our id, model and cost in it. */
  whole(text: string, context: RelayContext, closing: Closing): string
  /** The caller's request body for a provider: its model name in place of ours, our own fields taken out. */
  request(body: Buffer, target: Target & { isStream: boolean }): RelayedRequest
}

/** What an answer needs to know of its request, as in `RelayContext`: it stands in the body. */
export type RelayedAsk = Pick<RelayContext, 'wantsUsageChunk' | 'echo' | 'defaults'>

/** `losses`: what of the caller's body its own dialect's provider would refuse, and is left out. */
export type RelayedRequest = { body: Buffer; losses?: Loss[] } & RelayedAsk
