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
  /** The provider of the answer, by its name in receipts. */
  provider?: string
  /** The dialect that the answer is read from, which determines the kind of its reasoning. */
  upstream?: Dialect
  /** When the answer was complete; called once, when its end is written. */
  completedAtSeconds?: () => number
  /** The request as the caller sent it, parsed: some dialects echo parts of it (Responses). */
  request?: ChatRequest
}

/** The caller's side of a dialect. */
export type ClientFacing<State = unknown> = {
  dialect: CallerDialect
  /** @throws PublicError `invalid_request` naming the field, if the body is not valid in this dialect. */
  readRequest(body: unknown): ChatRequest
  writeResult(result: ChatResult, context: AnswerContext): unknown
  writeStream: Machine<State, ChatEvent, Frame, AnswerContext>
  /** The body of a request with its output limited to this many tokens, instead of its own limit. */
  limitOutput(body: Buffer, maxOutputTokens: number): Buffer
}

/**
 * Differences between servers of one dialect. Shared code reads flags and never compares a provider's id. Without
 * flags, a server supports `max_tokens`, `stream_options`, strict tools, JSON schema and arrays of content parts, but
 * not the developer role, cache markers or replayed reasoning.
 */
export type Quirks = {
  /** The field that limits the output: OpenAI's newer models refuse `max_tokens`, most others only support it. */
  maxTokensField?: 'max_tokens' | 'max_completion_tokens'
  /** Whether `stream_options: { include_usage: true }` is supported. */
  hasStreamUsageOption?: boolean
  hasDeveloperRole?: boolean
  /** It is OpenAI's own server, with `prompt_cache_retention`, `prompt_cache_options` and `safety_identifier`. */
  hasOpenaiFields?: boolean
  /** The field with reasoning text in an answer of OpenAI's dialect. */
  thinkingField?: 'reasoning_content' | 'reasoning' | 'thinking'
  toolResultNeedsName?: boolean
  /** Ids of calls have exactly this many letters and digits; others are refused (Mistral: 9). */
  callIdLength?: number
  /** The name of `seed`. */
  seedField?: 'random_seed'
  hasStrictTools?: boolean
  /**
   * `json_schema` response format is supported; otherwise it becomes `json_object` with the schema in the system
   * text.
   */
  hasJsonSchema?: boolean
  /** False if `content` must be one string (DeepSeek); texts are then joined. */
  hasContentParts?: boolean
  /** The marker of a content part that the prompt up to it may be cached. */
  cacheMarkerField?: 'cache_control' | 'prompt_cache_breakpoint'
  /** `top_k` is supported in OpenAI's dialect. */
  hasTopK?: boolean
  /** OpenRouter's `reasoning` object instead of `reasoning_effort`; it also supports budgets. */
  hasReasoningObject?: boolean
  /** `thinking: { type }` switches reasoning on and off in OpenAI's dialect (DeepSeek, Z.ai, Moonshot, Xiaomi). */
  hasThinkingSwitch?: boolean
  /** While reasoning, replayed tool calls need the reasoning before them (DeepSeek). */
  mustReplayThinking?: boolean
  /** Reasoning is set by a named level (Gemini 3, newer Claude), not by a token budget. */
  hasEffortLevels?: boolean
  /**
   * Anthropic's models at other hosts: the URL names the model, and the body has `anthropic_version` instead.
   * https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude
   */
  versionInBody?: string
  /** Google's older embedding models on Vertex AI, with instances and predictions. */
  embeddingMethod?: 'predict'
  /** Speech has the provider's own format (`speech/wires`), not the dialect's. */
  speechMethod?: 'elevenlabs'
  /** The supported audio formats, if not all of OpenAI's. */
  speechFormats?: readonly SpeechFormat[]
  /** Transcriptions have the provider's own format (`transcriptions/wires`). */
  transcriptionMethod?: 'deepgram' | 'elevenlabs'
  /** False if it does not distinguish speakers (`diarized_json`). */
  hasSpeakers?: boolean
  /** Shorter audio is charged as this many seconds. */
  leastSoundSeconds?: number
  /** Reranking has the provider's own format (`rerank/wires`), not Jina's. */
  rerankMethod?: 'cohere' | 'voyage'
  /** False if the server does not fetch images or files by URL; it gets their data. */
  hasMediaUrls?: boolean
  /** Images have the provider's own format (`images/wires`), not the dialect's. */
  imageMethod?: 'black-forest' | 'chat' | 'fal' | 'openrouter' | 'predict' | 'replicate' | 'xai'
  /** Videos, music and other long tasks have the provider's own format (`tasks/wires`). */
  taskMethod?: TaskMethod
  /** False if Gemini's `countTokens` has the request's fields at the top level (Vertex AI). */
  hasGenerateContentRequest?: boolean
  /** Gemini 3 refuses replayed function calls without a thought signature. */
  requiresThoughtSignature?: boolean
}

/** The facts about the target model that a writer needs. */
export type Target = {
  model: string
  quirks: Quirks
  maxOutputTokens?: number
  capabilities?: Capabilities
  /** How the model reasons. If unknown, the dialect's usual form is written. */
  thinking?: ThinkingSupport
  /** The voices of a speech model, if known. */
  voices?: readonly string[]
  /** The model refuses replayed tool calls without its own signature (Gemini 3 and later). */
  requiresThoughtSignature?: boolean
}

/** The provider's side of a dialect. */
export type UpstreamFacing<State = unknown> = {
  dialect: CallerDialect
  /** The JSON body to send (the path and headers belong to the provider's transport). */
  writeRequest(request: ChatRequest, target: Target): Record<string, unknown>
  readResult(body: unknown): ChatResult
  readStream: Machine<State, Frame, ChatEvent, Record<string, never>>
  /** Reads an error answer: HTTP status and parsed body (or text, if it is not JSON). */
  readError(status: number, body: unknown): Fault
}

/** A stream that ends too early. `eventCount` counts the events sent before, for dialects that number them. */
export type BrokenAnswer = Pick<AnswerContext, 'id' | 'model' | 'createdAtSeconds'> & { eventCount?: number }

/** How a dialect counts the tokens of a request without answering it. */
export type TokenCounting = {
  /** A caller's body, with the model in it. @throws PublicError `invalid_request` naming the field. */
  readRequest(body: JsonObject): ChatRequest
  /** The body to send, from an adapted request. */
  writeRequest(request: ChatRequest, target: Target): JsonObject
  /** The count in a provider's answer. @throws FaultError if there is none. */
  readCount(body: unknown): number
  /** The answer to a caller. */
  writeCount(tokens: number): JsonObject
}

/** How one dialect shows a failure: the body of an HTTP error, and the events that end a stream. */
export type ErrorForm = {
  /** `requestId`: the id of the caller's request, for dialects whose errors name it. */
  body(error: PublicError, requestId?: string): unknown
  /** The in-band end of a stream that failed after its first bytes were sent. `context` is the answer's. */
  events(error: PublicError, context: BrokenAnswer): Frame[]
}

/** The values that a relay writes into a provider's answer. */
export type RelayContext = {
  id: string
  model: string
  /** The provider of the answer, by its name in receipts. */
  provider?: string
  /** The caller requested a separate usage chunk (`stream_options.include_usage`). */
  wantsUsageChunk: boolean
  /** The caller requested the usage so far in each chunk (`stream_options.continuous_usage_stats`, vLLM). */
  wantsUsageInEach?: boolean
  /** It may be ended before its provider ends it, for which enough state is kept. */
  mayBeCut?: boolean
  /** Fields of the request that the answer repeats although the provider did not get them (`RelayedRequest`). */
  echo?: Record<string, unknown>
  /** Fields of the request that the answer contains if the provider omits them (`RelayedRequest`). */
  defaults?: Record<string, unknown>
}

/** The end of an answer that was passed through. */
export type Closing = {
  usage: import('./canonical/usage.ts').Usage
  costUsd: number
  /** When the answer was complete. */
  completedAtSeconds?: number
}

/**
 * Passes a provider's stream on to a caller of the same dialect, with our id, model and cost. Everything else stays
 * unchanged.
 */
export type Relay<State = unknown> = {
  /** A frame that is a piece of text changes nothing, and what is passed on of it follows from it (`RepeatedText`). */
  repeatsText?: true
  start(context: RelayContext): State
  /** Accepts a frame in which `readStream` found no fault; returns what can be sent to the caller now. */
  step(state: State, frame: Frame): Frame[]
  /** The held back events with the usage, and the terminal event. */
  end(state: State, closing: Closing): Frame[]
  /**
   * Ends a stream before its provider does, as if the answer had reached its maximum length: returns the events that
   * close open parts, and `end` then has the reason. Only for streams that were started with `mayBeCut`.
   */
  cut(state: State): Frame[]
  /** The JSON text of a whole answer with our id, model and cost. */
  whole(text: string, context: RelayContext, closing: Closing): string
  /** The caller's request body for a provider: with the provider's model name and without our own fields. */
  request(body: Buffer, target: Target & { isStream: boolean }): RelayedRequest
}

/** The facts from the body that the answer needs, as in `RelayContext`. */
export type RelayedAsk = Pick<RelayContext, 'wantsUsageChunk' | 'wantsUsageInEach' | 'echo' | 'defaults'>

/** `losses`: fields that the provider of the caller's dialect would refuse, and that are omitted. */
export type RelayedRequest = { body: Buffer; losses?: Loss[] } & RelayedAsk
