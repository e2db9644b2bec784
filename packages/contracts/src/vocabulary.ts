import { z } from 'zod'

/** A wire protocol. Which host speaks it, with which key and price, is the provider's row, not this. */
export const DIALECTS = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini'] as const
export type Dialect = (typeof DIALECTS)[number]

/**
 * What a caller may speak. The canonical form itself is for callers inside the platform: no provider has it, and HTTP
 * does not lead there.
 */
export const CALLER_DIALECTS = [...DIALECTS, 'canonical'] as const
export type CallerDialect = (typeof CALLER_DIALECTS)[number]
export const callerDialect = z.enum(CALLER_DIALECTS)

/**
 * How a stream's frames are written: as server-sent events, or as the elements of one JSON array (Gemini without
 * `alt=sse`).
 */
export const FRAMINGS = ['sse', 'json-array'] as const
export type Framing = (typeof FRAMINGS)[number]
export const framing = z.enum(FRAMINGS)

/** The kinds of requests that models answer. */
export const OPERATIONS = ['chat', 'embeddings', 'completions', 'moderations'] as const
export type OperationName = (typeof OPERATIONS)[number]
export const operationName = z.enum(OPERATIONS)
