import { z } from 'zod'

/** A wire protocol. Host, key and price belong to the provider's row, not to this. */
export const DIALECTS = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini'] as const
export type Dialect = (typeof DIALECTS)[number]

/**
 * The dialects of callers. The canonical form is for callers inside the platform: no provider and no HTTP path uses it.
 */
export const CALLER_DIALECTS = [...DIALECTS, 'canonical'] as const
export type CallerDialect = (typeof CALLER_DIALECTS)[number]
export const callerDialect = z.enum(CALLER_DIALECTS)

/** The dialects with a request to count tokens. */
export const COUNTING_DIALECTS = ['anthropic-messages', 'openai-responses', 'gemini'] as const
export type CountingDialect = (typeof COUNTING_DIALECTS)[number]

/** The default for an unknown server: most of them copy OpenAI. */
export const DEFAULT_DIALECT: Dialect = 'openai-chat'

/**
 * How a stream's frames are written: as server-sent events, the same with the number of each as its id, or as the
 * elements of one JSON array (Gemini without `alt=sse`).
 */
export const FRAMINGS = ['sse', 'numbered-sse', 'json-array'] as const
export type Framing = (typeof FRAMINGS)[number]
export const framing = z.enum(FRAMINGS)

/** The kinds of requests that models answer. */
export const OPERATIONS = [
  'chat',
  'embeddings',
  'completions',
  'moderations',
  'images',
  'speech',
  'transcriptions',
  'translations',
  'rerank',
] as const
export type OperationName = (typeof OPERATIONS)[number]
export const operationName = z.enum(OPERATIONS)

/** A tool that the provider runs, with a price for each call. */
export const PROVIDER_TOOLS = ['webSearch', 'fileSearch', 'codeExecution', 'maps'] as const
export type ProviderTool = (typeof PROVIDER_TOOLS)[number]

/** The computer tools of models, by their vendors' names; `function` is for models without any of the others. */
export const COMPUTER_TOOLS = [
  'computer_toolset_20260801',
  'computer_20251124',
  'computer_20250124',
  'openai_computer',
  'gemini_computer_use',
  'function',
] as const
export type ComputerTool = (typeof COMPUTER_TOOLS)[number]
export const computerTool = z.enum(COMPUTER_TOOLS)

/** Classes of tokens. They never overlap: each token is in exactly one. */
export const TOKEN_UNITS = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_write_1h_tokens',
  'audio_input_tokens',
  'image_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_output_tokens',
  'image_output_tokens',
] as const
export type TokenUnit = (typeof TOKEN_UNITS)[number]

/**
 * The units of usage, used by charge lines, activity and receipts. A new unit needs a rate (`packages/money`) and a
 * column of billing's `activity` table.
 */
export const UNITS = [
  ...TOKEN_UNITS,
  /** For requests with a price besides their usage. */
  'requests',
  'images',
  /** Of audio or video. */
  'seconds',
  'minutes',
  'characters',
  'web_searches',
  'file_searches',
  'code_executions',
  'map_queries',
  'computer_hours',
  /** One byte stored for one hour. */
  'stored_byte_hours',
  /** An answer that broke off with its router: it costs what that router last reported. */
  'partial_answers',
] as const
export type Unit = (typeof UNITS)[number]
export const unit = z.enum(UNITS)
