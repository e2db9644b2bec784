import type { CallerDialect, Dialect } from '@gptget/contracts'
import type { Signature } from './events.ts'

/** A marker that everything up to here may be cached by the provider. */
export type CacheMarker = { ttl: '5m' | '1h' }

/** Fields of one part or tool that only its own dialect knows. */
export type NativeFields = { dialect: Dialect; fields: Record<string, unknown> }

/** Media is either carried or pointed at. */
export type MediaSource =
  | { type: 'base64'; mediaType: string; base64: string }
  | { type: 'url'; url: string; mediaType?: string }
  /** An id from a provider's own file store: means nothing elsewhere. */
  | { type: 'file-id'; dialect: Dialect; id: string; mediaType?: string }

export type TextPart = {
  type: 'text'
  text: string
  cache?: CacheMarker
  /** What it rests on, each in the words of the dialect it came in. */
  citations?: { dialect: Dialect; value: unknown }[]
  /** Gemini signs texts and pictures too. */
  signatures?: Signature[]
}
export type ImagePart = {
  type: 'image'
  source: MediaSource
  detail?: 'low' | 'high' | 'auto' | 'original'
  cache?: CacheMarker
  signatures?: Signature[]
}
export type AudioPart = { type: 'audio'; source: MediaSource; format?: string }
export type FilePart = {
  type: 'file'
  source: MediaSource
  filename?: string
  cache?: CacheMarker
  native?: NativeFields
}
export type MediaPart = ImagePart | AudioPart | FilePart
/** Redacted thinking has no text, and a signature that says so. */
export type ThinkingPart = { type: 'thinking'; text: string; signatures: Signature[] }
export type ToolCallPart = {
  type: 'tool-call'
  id: string
  name: string
  /** The group of tools that the called one belongs to. */
  namespace?: string
  /** JSON text, as the model wrote it; of a custom tool, the text itself. */
  arguments: string
  isCustom?: boolean
  signatures?: Signature[]
  cache?: CacheMarker
}
export type ToolResultPart = {
  type: 'tool-result'
  callId: string
  name?: string
  /** It answers a call of a custom tool. */
  isCustom?: boolean
  content: (TextPart | ImagePart | FilePart | OpaquePart)[]
  isError?: boolean
  cache?: CacheMarker
}
export type OpaquePart = { type: 'opaque'; dialect: Dialect; value: unknown }
export type RefusalPart = { type: 'refusal'; text: string }

export type Part =
  | TextPart
  | ImagePart
  | AudioPart
  | FilePart
  | ThinkingPart
  | ToolCallPart
  | ToolResultPart
  | RefusalPart
  | OpaquePart

/** `system` here is an instruction in the middle of a conversation; those at its head are `ChatRequest.system`. */
export type Turn = { role: 'user' | 'assistant' | 'system'; parts: Part[]; name?: string }

export type Tool =
  | {
      type: 'function'
      name: string
      description?: string
      /** JSON Schema of the arguments. */
      parameters?: Record<string, unknown>
      isStrict?: boolean
      cache?: CacheMarker
      native?: NativeFields
      /** What its caller knows it as, where adapting made this function of it. */
      original?: OriginalTool
    }
  /** A tool of OpenAI's that takes free text; `value` is it in its own dialect's words. */
  | { type: 'custom'; name: string; description?: string; grammar?: string; dialect: Dialect; value: unknown }
  /** Tools of one group. */
  | { type: 'namespace'; name: string; description?: string; tools: Tool[]; dialect: Dialect; value: unknown }
  /** A tool the provider runs by itself, in its own dialect's words. */
  | { type: 'opaque'; dialect: Dialect; value: unknown }

/** What the caller of a tool calls it. */
export type OriginalTool = { name: string; namespace?: string; isCustom?: boolean }

export type ToolChoice =
  | { type: 'auto' }
  | { type: 'none' }
  | { type: 'required' }
  | { type: 'tool'; name: string; namespace?: string }
  /** Some of the tools; any of them, or one at least. */
  | { type: 'allowed'; mode: 'auto' | 'required'; tools: OriginalTool[] }

export type OutputFormat =
  | { type: 'text' }
  | { type: 'json' }
  | {
      type: 'json-schema'
      name: string
      description?: string
      schema: Record<string, unknown>
      isStrict?: boolean
      /** The answer is the one property of an object, and taken out of it again. */
      isWrapped?: boolean
      /** False where the model cannot be held to it, and is asked for it in words. */
      isHeld?: boolean
    }

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'

export type ChatRequest = {
  /** As the caller wrote it (`provider/model`). */
  model: string
  isStream: boolean
  system: TextPart[]
  turns: Turn[]
  /** Where in the caller's list each turn began; absent where turns and list go in step. */
  places?: number[]
  tools: Tool[]
  toolChoice?: ToolChoice
  allowsParallelToolCalls?: boolean
  /**
   * It was written for OpenAI's functions, which were tools before 2024. `asked`: its tools are such, and an answer has
   * room for one call, without an id. `replayed`: only earlier turns call them.
   */
  functions?: 'asked' | 'replayed'
  output: OutputFormat
  sampling: {
    maxOutputTokens?: number
    temperature?: number
    topP?: number
    topK?: number
    stop?: string[]
    seed?: number
    frequencyPenalty?: number
    presencePenalty?: number
    verbosity?: 'low' | 'medium' | 'high'
    /** How likely each token was is to be reported, and so many others that were likely at its place. */
    topLogprobs?: number
  }
  reasoning?: {
    effort?: ReasoningEffort
    budgetTokens?: number
    /** The provider's own choice of budget (Anthropic `adaptive`, Gemini `thinkingBudget: -1`). */
    isAdaptive?: boolean
    /** Whether (a summary of) the reasoning is to be returned. */
    isVisible?: boolean
  }
  /** Stop sequences that the provider does not take: we look for them in its answer (`stopAt`). */
  emulatedStops?: string[]
  user?: string
  metadata?: Record<string, string>
  cacheKey?: string
  serviceTier?: string
  /** Fields that both of OpenAI's dialects have, by the one name they have in both. */
  openAiFields?: Record<string, unknown>
  /**
   * The caller's fields that have no canonical form, by their own names: kept for the same dialect, a named loss
   * elsewhere.
   */
  extensions: Record<string, unknown>
  /** Fields inside the body of which nothing was read, by their paths (`input[3].phase`). */
  unread?: string[]
  /** The dialect `extensions` is written in. */
  source: CallerDialect
}
