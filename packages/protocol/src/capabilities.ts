import type { z } from 'zod'
import type { ExtensionRule, Field } from './canonical/losses.ts'
import type { ChatRequest, ImagePart, MediaPart, MediaSource } from './canonical/request.ts'
import type { ThinkingSupport } from './canonical/thinking.ts'
import type { Citation } from './canonical/result.ts'
import type { Quirks } from './dialect.ts'
import type { BuiltInTool } from './canonical/built-in-tool.ts'
import type { JsonObject } from './json/object.ts'
import type { SchemaLimits } from './json-schema/rules.ts'
import type { ExactParsers } from './json/exact.ts'

/*
 * What dialects can say. Each states it in its folder (`capabilities.ts`); code that is not a dialect's own asks here
 * and never compares the name of a dialect. `tests/structure` keeps it so.
 */

/** What is asked of the dialect that a caller speaks. */
export type CallerCapabilities = {
  /** Dialects of one family share the files stored with their maker, and some fields. */
  family: string
  /** What its callers call the fields that something may happen to. */
  fields: Partial<Record<Field, string>>
  /** What becomes of its own fields at providers of other dialects. */
  extensions: Record<string, ExtensionRule>
  /** What its list of turns is called. */
  turnsField: string
  toolChoiceField: string
  /** The schema of a tool's arguments, and the mark that a model is to be held to it. */
  toolSchemaField: string
  toolStrictField: string
  parsers: ExactParsers
  /** How the ids of chat answers begin. */
  answerIdPrefix: string
  /** The headers that carry a request's id. */
  requestIdHeaders: readonly string[]
  /** The fields that limit the output, where there are several: a provider may heed any of them. */
  outputLimitFields?: readonly string[]
  /** A request must say how long its answer may be. */
  requiresOutputLimit?: boolean
  /** Its answers can name an image by its URL. */
  hasImageUrls?: boolean
  /** The canonical `user` names a session. Elsewhere it may be a whole application's. */
  hasUserPerSession?: boolean
  /** Answers repeat the instructions, tools and settings of their request. */
  repeatsRequest?: boolean
  /** Answers may be stored and followed on. */
  hasStoredAnswers?: boolean
  stream: {
    /** Each event begins with a line for its name. */
    hasEventNames: boolean
    /** Its clients read an event that begins with an id. */
    hasEventIds: boolean
    /** What keeps a silent connection open and means nothing to its clients. */
    keepAlive: string
  }
  /** A picture in content that only this dialect knows; undefined where there is none. */
  pictureIn?(value: unknown): ImagePart | undefined
}

/** What is asked of the dialect that a provider speaks. */
export type DialectCapabilities = CallerCapabilities & {
  /** What reads a request. */
  requestSchema: z.ZodType
  /** Names of fields that some servers take, that nothing here reads, and that are near to one which is read. */
  unreadFields: readonly string[]
  /** Its fields that say how hard to think. */
  reasoningFields: readonly string[]
  /** The canonical fields it has no words for, and why. */
  lacks: Partial<Record<Field, string>>
  schemas: SchemaLimits
  toolNames: ToolNameRule
  maxCallIdLength: number
  stops: StopRule
  thinking: ThinkingCapabilities
  /** Why media cannot be shown to its models; undefined where it can. */
  refuseMedia(part: MediaPart, source: MediaSource): string | undefined
  /** Whether what stands in a request can be marked as the end of what may be cached. */
  hasCacheMarker(on: Markable, quirks: Quirks): boolean
  /** Whether an answer in a history may bring reasoning that nobody signed; `isOwn`: of a caller of this dialect. */
  hasPlainReasoning(quirks: Quirks, isOwn: boolean): boolean
  /** How closely a picture is to be looked at can be said. */
  hasPictureDetail: boolean
  /** What an answer is about is said beside its schema. Elsewhere the schema says it. */
  hasOutputDescription: boolean
  /** Answers in a history may hold pictures. Elsewhere the user shows them. */
  hasPicturesInAnswers: boolean
  /** The result of a tool call can be marked as failed. */
  hasFailedResults: boolean
  /** Instructions may stand between turns. Elsewhere the user says them. */
  hasInstructionTurns: boolean
  /** Instructions may hold pictures and files. Elsewhere the user shows them. */
  hasInstructionMedia: boolean
  /** A conversation may be empty. */
  hasEmptyConversations: boolean
  /** A conversation may begin with an answer. */
  hasAnswerFirst: boolean
  /** Texts of white space alone are taken. */
  hasBlankTexts: boolean
  /** A model can be held to JSON without a schema. */
  hasJsonMode: boolean
  /** Whether an answer in a history may cite this. */
  canReplay(citation: Citation, text: string, quirks: Quirks): boolean
  /** Tools beside functions that callers may use, by their names without a date. */
  builtInTools: Readonly<Record<string, BuiltInTool>>
  /** What an entry of `tools` asks for, and the field below it that names it; functions ask for nothing. */
  toolsAskedBy(tool: JsonObject): { type: string; field: string }[]
  /** Answers show the calls of tools which the provider ran. */
  showsToolCalls: boolean
  sampling: { hasTemperatureOrTopP?: boolean; isRefusedWhileThinking?: boolean }
  /** How its servers expect a key, and headers that they require. */
  auth: 'bearer' | 'x-api-key' | 'x-goog-api-key'
  requiredHeaders: Readonly<Record<string, string>>
  bounds: Bounds
  /** Fields that all dialects of the family call by one name, as far as this server takes them. */
  sharedFields(quirks: Quirks): ReadonlySet<string>
  /** Of such a field, the names of what this dialect does not take of it. */
  unshared?(field: string, value: unknown): string[]
}

/** What callers mark for a cache. Texts of an answer stand apart: not every dialect marks them. */
export type Markable = 'system' | 'said' | 'answered' | 'tool-call' | 'tool-result' | 'tool'

/** Numbers and counts that are taken; what lies beyond is refused by the providers. */
export type Bounds = {
  /** Where they are documented, or how they were found. */
  sources: readonly string[]
  ranges: Partial<Record<RangedSetting, Range>>
  /** How many tools one request may have. */
  maxTools?: number
  /** How many pictures. */
  maxPictures?: number
  metadata?: { maxPairs: number; maxKeyLength: number; maxValueLength: number }
}

export type RangedSetting =
  | 'maxOutputTokens'
  | 'temperature'
  | 'topP'
  | 'topK'
  | 'seed'
  | 'frequencyPenalty'
  | 'presencePenalty'
  | 'topLogprobs'

export type Range = { least?: number; most?: number }

/** What a tool may be called: how it may begin, what it may hold besides, how long it may be. */
export type ToolNameRule = { first: string; rest: string; maxLength: number }

/** How many stop sequences are taken, and which. */
export type StopRule = { most: number; takes(stop: string): boolean }

type Reasoning = NonNullable<ChatRequest['reasoning']>

export type ThinkingCapabilities = {
  /** What is usual in the dialect, where the model's way of thinking is not known. */
  usual(quirks: Quirks): ThinkingSupport
  /** A model's way of thinking in the words that the dialect has. */
  inWords(support: ThinkingSupport, quirks: Quirks): ThinkingSupport
  /** Its models think where they are asked to, and not else, as long as they can leave it. */
  isOnRequest?: boolean
  /** Whether thoughts are shown when nothing is said of it; `fixed`: nothing can be said of it. */
  isShown(plan: Reasoning, quirks: Quirks): boolean | 'fixed'
  /**
   * A budget must lie below the answer's limit and be at least this. `usualTokens`: where the caller leaves it open.
   */
  budgetWithinAnswer?: { minTokens: number; usualTokens: number }
  /** Thinking is refused beside a forced tool and, with a budget, in a tool loop that began without it. */
  isRefusedInToolLoops?: boolean
}
