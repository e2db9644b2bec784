import type { CallerDialect, Dialect } from '@gptget/contracts'
import type { Signature } from './events.ts'

/** A marker that the provider may cache everything up to here. */
export type CacheMarker = { ttl: '5m' | '1h' }

/** Fields of one part or tool that only its own dialect has. */
export type NativeFields = { dialect: Dialect; fields: Record<string, unknown> }

/** Media is either inline or by URL. */
export type MediaSource =
  | { type: 'base64'; mediaType: string; base64: string }
  | { type: 'url'; url: string; mediaType?: string }
  /** An id from a provider's own file store: has no meaning elsewhere. */
  | { type: 'file-id'; dialect: Dialect; id: string; mediaType?: string }

export type TextPart = {
  type: 'text'
  text: string
  cache?: CacheMarker
  /** Its citations, each in the format of its dialect. */
  citations?: { dialect: Dialect; value: unknown }[]
  /** Gemini signs texts and images too. */
  signatures?: Signature[]
}
export type ImagePart = {
  type: 'image'
  source: MediaSource
  /** OpenAI’s word for how closely it is looked at; newer ones are passed on. */
  detail?: string
  cache?: CacheMarker
  signatures?: Signature[]
}
export type AudioPart = { type: 'audio'; source: MediaSource; format?: string }
export type FilePart = {
  type: 'file'
  source: MediaSource
  filename?: string
  /** What the model is told about it, apart from its name. */
  context?: string
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
  /** The group of tools of the called one. */
  namespace?: string
  /** JSON text, as the model wrote it; for a custom tool, the text itself. */
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
/** What only its own dialect knows, in its format. `isContent`: inside of a message, not an item or call beside it. */
export type OpaquePart = {
  type: 'opaque'
  dialect: Dialect
  value: unknown
  isContent?: boolean
  signatures?: Signature[]
}
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

/** `system` here is an instruction in the middle of a conversation; those at its start are in `ChatRequest.system`. */
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
      /** The caller's tool, if adapting made this function of it. */
      original?: OriginalTool
      /** Where the caller described it, if known: `tools[0]`. */
      path?: string
      /** Where its schema is, if not at its dialect's usual place in the tool. */
      schemaPath?: string
    }
  /** A tool of OpenAI's with free text; `value` is in its own dialect's format. */
  | { type: 'custom'; name: string; description?: string; grammar?: string; dialect: Dialect; value: unknown }
  /** Tools of one group. */
  | { type: 'namespace'; name: string; description?: string; tools: Tool[]; dialect: Dialect; value: unknown }
  /** A tool that only its own dialect knows, in its format. `asFunction` is it where the caller runs it. */
  | {
      type: 'opaque'
      dialect: Dialect
      value: unknown
      asFunction?: DescribedTool & { isStrict?: boolean; cache?: CacheMarker }
    }

/** What models of other vendors are told of a tool. */
export type DescribedTool = { name: string; description: string; parameters: Record<string, unknown> }

/** The caller's name of a tool. */
export type OriginalTool = { name: string; namespace?: string; isCustom?: boolean }

export type ToolChoice =
  | { type: 'auto' }
  | { type: 'none' }
  | { type: 'required' }
  | { type: 'tool'; name: string; namespace?: string }
  /** Some of the tools; any of them, or at least one. */
  | { type: 'allowed'; mode: 'auto' | 'required'; tools: OriginalTool[] }

export type OutputFormat = AnswerForm &
  (
    | { type: 'text' }
    | { type: 'json' }
    | {
        type: 'json-schema'
        name: string
        description?: string
        schema: Record<string, unknown>
        isStrict?: boolean
        /** False if the model does not enforce it; the prompt then asks for it. */
        isHeld?: boolean
      }
    /** A format that only its own dialect knows. */
    | { type: 'opaque'; value: unknown }
  )

/** What becomes of a model's JSON before the caller gets it. */
export type AnswerForm = {
  /** The answer is the only property of an object, and is extracted from it. */
  isWrapped?: boolean
  /** The answer is a text, and loses the quotes of JSON. */
  isBareText?: boolean
}

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'

export type ChatRequest = {
  /** As the caller wrote it (`provider/model`). */
  model: string
  isStream: boolean
  system: TextPart[]
  turns: Turn[]
  /** The position of each turn in the caller's list; undefined if they are the same. */
  places?: number[]
  tools: Tool[]
  toolChoice?: ToolChoice
  allowsParallelToolCalls?: boolean
  /**
   * It was written for OpenAI's functions, the predecessors of tools until 2024. `asked`: its tools are functions, and
   * an answer can have one call, without an id. `replayed`: only earlier turns call them.
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
    /** OpenAI’s word; newer ones are passed on. */
    verbosity?: string
    /** Requests the probability of each token, and this many other likely ones at its position. */
    topLogprobs?: number
  }
  reasoning?: {
    effort?: ReasoningEffort
    budgetTokens?: number
    /** The provider's own choice of budget (Anthropic `adaptive`, Gemini `thinkingBudget: -1`). */
    isAdaptive?: boolean
    /** Whether to return the reasoning, or a summary of it. */
    isVisible?: boolean
  }
  /** Stop sequences that the provider does not support: the gateway looks for them in its answer (`stopAt`). */
  emulatedStops?: string[]
  user?: string
  metadata?: Record<string, string>
  cacheKey?: string
  serviceTier?: string
  /** Fields that both of OpenAI's dialects have, with the same name. */
  openAiFields?: Record<string, unknown>
  /**
   * The caller's fields without a canonical form, by their names: kept for the same dialect, a reported loss elsewhere.
   */
  extensions: Record<string, unknown>
  /** Fields inside the body that were not read, by their paths (`input[3].phase`). */
  unread?: string[]
  /** The dialect of `extensions`. */
  source: CallerDialect
}
