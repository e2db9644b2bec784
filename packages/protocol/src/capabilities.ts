import type { z } from 'zod'
import type { ExtensionRule, Field } from './canonical/losses.ts'
import type { ChatRequest, ImagePart, MediaPart, MediaSource, TextPart } from './canonical/request.ts'
import type { ThinkingSupport } from './canonical/thinking.ts'
import type { Range, RangedSetting } from './canonical/ranges.ts'
import type { Citation } from './canonical/result.ts'
import type { Quirks } from './dialect.ts'
import type { BuiltInTool } from './canonical/built-in-tool.ts'
import type { JsonObject } from './json/object.ts'
import type { SchemaLimits } from './json-schema/rules.ts'
import type { ExactParsers } from './json/exact.ts'

/*
 * The capabilities of dialects. Each declares them in its folder (`capabilities.ts`); shared code checks them and never
 * compares the name of a dialect. `tests/structure` enforces that.
 */

/** Capabilities of the caller's dialect. */
export type CallerCapabilities = {
  /** Dialects of a family share the files stored at their vendor, and some fields. */
  family: string
  /** The callers' names of fields that may be changed. */
  fields: Partial<Record<Field, string>>
  /** What happens to its own fields at providers of other dialects. */
  extensions: Record<string, ExtensionRule>
  /** The name of its list of turns. */
  turnsField: string
  toolChoiceField: string
  /** The schema of a tool's arguments, and the flag that it is enforced. */
  toolSchemaField: string
  toolStrictField: string
  parsers: ExactParsers
  /** The prefix of ids of chat answers. */
  answerIdPrefix: string
  /** The headers with a request's id. */
  requestIdHeaders: readonly string[]
  /** The fields that limit the output, if there are several: a provider may use any of them. */
  outputLimitFields?: readonly string[]
  /** A request must limit the length of its answer. */
  requiresOutputLimit?: boolean
  /** Its answers can name an image by its URL. */
  hasImageUrls?: boolean
  /** Why its answers hold no images; undefined if they do. */
  lacksImagesInAnswers?: string
  /** The canonical `user` names a session. Elsewhere it may be a whole application's. */
  hasUserPerSession?: boolean
  /** Answers repeat the instructions, tools and settings of their request. */
  repeatsRequest?: boolean
  /** Answers may be stored and continued. */
  hasStoredAnswers?: boolean
  stream: {
    /** Each event begins with a line with its name. */
    hasEventNames: boolean
    /** Its clients can read events that begin with an id. */
    hasEventIds: boolean
    /** A keep-alive without a meaning for its clients. */
    keepAlive: string
  }
  /** What every model understands of content that only this dialect has; undefined if nothing is. */
  contentIn?(value: unknown): (TextPart | ImagePart)[] | undefined
}

/** Capabilities of the provider's dialect. */
export type DialectCapabilities = CallerCapabilities & {
  /** What reads a request. */
  requestSchema: z.ZodType
  /** Names of fields that some servers accept, that nothing here reads, and that are similar to one which is read. */
  unreadFields: readonly string[]
  /** Its fields for reasoning effort. */
  reasoningFields: readonly string[]
  /** The canonical fields that it does not have, and why. */
  lacks: Partial<Record<Field, string>>
  schemas: SchemaLimits
  toolNames: ToolNameRule
  maxCallIdLength: number
  stops: StopRule
  thinking: ThinkingCapabilities
  /** Why its models do not support media; undefined if they do. */
  refuseMedia(part: MediaPart, source: MediaSource): string | undefined
  /** Its models accept files of text, not only PDFs. */
  hasTextFiles: boolean
  /** Whether this part of a request can have a cache marker. */
  hasCacheMarker(on: Markable, quirks: Quirks): boolean
  /** Whether an answer in the history may contain unsigned reasoning; `isOwn`: of a caller of this dialect. */
  hasPlainReasoning(quirks: Quirks, isOwn: boolean): boolean
  /** It has image detail. */
  hasPictureDetail: boolean
  /** The description of an answer is beside its schema. Elsewhere it is in the schema. */
  hasOutputDescription: boolean
  /** Answers in the history may contain images. Elsewhere they become user messages. */
  hasPicturesInAnswers: boolean
  /** A file has a field for what the model is told about it. Elsewhere it is a text before the file. */
  hasFileContext: boolean
  /** The result of a tool call can be marked as failed. Elsewhere its text says so. */
  hasFailedResults: boolean
  /** Instructions may be between turns. Elsewhere they become user messages. */
  hasInstructionTurns: boolean
  /** Instructions may contain images and files. Elsewhere they become user messages. */
  hasInstructionMedia: boolean
  /** A conversation may be empty. */
  hasEmptyConversations: boolean
  /** A conversation may begin with an answer. */
  hasAnswerFirst: boolean
  /** Texts of white space are accepted. */
  hasBlankTexts: boolean
  /** It has JSON without a schema. */
  hasJsonMode: boolean
  /** Where the word JSON must stand for that: anywhere in the prompt, or in the conversation. */
  jsonWordIn?: 'prompt' | 'conversation'
  /** Whether an answer in the history may have this citation. */
  canReplay(citation: Citation, text: string, quirks: Quirks): boolean
  /** Tools other than functions that callers may use, by their names without a date. */
  builtInTools: Readonly<Record<string, BuiltInTool>>
  /** What an entry of `tools` requests, and the field below it that names it; nothing for functions. */
  toolsAskedBy(tool: JsonObject): { type: string; field: string }[]
  /** Answers show the calls of tools that the provider ran. */
  showsToolCalls: boolean
  sampling: { hasTemperatureOrTopP?: boolean; isRefusedWhileThinking?: boolean }
  /** Its authentication, and required headers. */
  auth: 'bearer' | 'x-api-key' | 'x-goog-api-key'
  requiredHeaders: Readonly<Record<string, string>>
  bounds: Bounds
  /** Fields with the same name in all dialects of the family, as far as this server supports them. */
  sharedFields(quirks: Quirks): ReadonlySet<string>
  /** Service tiers that another dialect of the family has and this one does not. */
  lacksTiers?: ReadonlySet<string>
  /** The parts of such a field that this dialect does not support. */
  unshared?(field: string, value: unknown): string[]
}

/** Callers' cache markers. Texts of an answer are separate: not every dialect can mark them. */
export type Markable = 'system' | 'said' | 'answered' | 'tool-call' | 'tool-result' | 'tool'

/** Limits of numbers and counts; providers refuse values beyond them. */
export type Bounds = {
  /** Where they are documented, or how they were found. */
  sources: readonly string[]
  ranges: Partial<Record<RangedSetting, Range>>
  /** How many tools one request may have. */
  maxTools?: number
  /** How many images. */
  maxPictures?: number
  metadata?: { maxPairs: number; maxKeyLength: number; maxValueLength: number }
}

/** The allowed names of tools: first character, other characters, length. */
export type ToolNameRule = { first: string; rest: string; maxLength: number }

/** How many stop sequences are supported, and which ones. */
export type StopRule = { most: number; takes(stop: string): boolean }

type Reasoning = NonNullable<ChatRequest['reasoning']>

export type ThinkingCapabilities = {
  /** The dialect's default, if the model's reasoning is unknown. */
  usual(quirks: Quirks): ThinkingSupport
  /** A model's reasoning in the terms of the dialect. */
  inWords(support: ThinkingSupport, quirks: Quirks): ThinkingSupport
  /** Its models reason only if asked to, if they can be switched off. */
  isOnRequest?: boolean
  /** Whether reasoning is shown by default; `fixed`: there is no setting. */
  isShown(plan: Reasoning, quirks: Quirks): boolean | 'fixed'
  /** A budget must be below the answer's limit and at least this. `usualTokens`: the default. */
  budgetWithinAnswer?: { minTokens: number; usualTokens: number }
  /** Reasoning is refused with a forced tool and, with a budget, in a tool loop that began without it. */
  isRefusedInToolLoops?: boolean
}
