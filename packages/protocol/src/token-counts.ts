import { FaultError } from './canonical/faults.ts'
import type { ChatRequest } from './canonical/request.ts'
import type { Target } from './dialect.ts'
import type { Dialect } from '@gptget/contracts'
import { CLIENT_FACING, UPSTREAM_FACING } from './registry/dialects.ts'
import { compact, objectOf, type JsonObject } from './json/object.ts'
import { malformedFault } from './dialects/read-fault.ts'

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

/** What `/v1/messages/count_tokens` takes: it refuses every other field of a message. */
const ANTHROPIC_FIELDS = [
  'anthropic_version',
  'cache_control',
  'context_management',
  'mcp_servers',
  'messages',
  'model',
  'output_config',
  'speed',
  'system',
  'thinking',
  'tool_choice',
  'tools',
]

/** What `/v1/responses/input_tokens` takes. */
const RESPONSES_FIELDS = [
  'input',
  'instructions',
  'model',
  'parallel_tool_calls',
  'reasoning',
  'text',
  'tool_choice',
  'tools',
  'truncation',
]

/** The dialects in which tokens can be counted without an answer. */
export type CountingDialect = 'anthropic-messages' | 'openai-responses' | 'gemini'

/**
 * The dialects whose providers count: https://platform.claude.com/docs/en/api/messages-count-tokens,
 * https://developers.openai.com/api/reference/resources/responses/subresources/input_tokens,
 * https://ai.google.dev/api/tokens#method:-models.counttokens
 */
export const TOKEN_COUNTING: Record<CountingDialect, TokenCounting> = {
  'anthropic-messages': {
    // A message must say how long its answer may be; a count has no answer.
    readRequest: (body) => CLIENT_FACING['anthropic-messages'].readRequest({ ...body, max_tokens: 1 }),
    writeRequest: (request, target) => ({
      ...pick(write('anthropic-messages', request, target), ANTHROPIC_FIELDS),
      // Vertex AI, too, takes the model in the body here: its address is one for all.
      model: target.model,
    }),
    readCount: (body) => countIn(body, 'input_tokens'),
    writeCount: (tokens) => ({ input_tokens: tokens }),
  },
  'openai-responses': {
    readRequest: (body) => CLIENT_FACING['openai-responses'].readRequest(body),
    writeRequest: (request, target) => pick(write('openai-responses', request, target), RESPONSES_FIELDS),
    readCount: (body) => countIn(body, 'input_tokens'),
    writeCount: (tokens) => ({ object: 'response.input_tokens', input_tokens: tokens }),
  },
  gemini: {
    readRequest: ({ model, generateContentRequest, ...body }) => {
      const whole = generateContentRequest === undefined ? body : objectOf(generateContentRequest)
      return CLIENT_FACING.gemini.readRequest({ ...whole, model })
    },
    writeRequest: (request, target) => {
      const written = write('gemini', request, target)
      if (target.quirks.hasGenerateContentRequest === false)
        return pick(written, ['contents', 'systemInstruction', 'tools', 'generationConfig'])
      return { generateContentRequest: { ...written, model: `models/${target.model}` } }
    },
    readCount: (body) => countIn(body, 'totalTokens'),
    writeCount: (tokens) => ({ totalTokens: tokens }),
  },
}

const write = (dialect: Dialect, request: ChatRequest, target: Target): JsonObject =>
  UPSTREAM_FACING[dialect].writeRequest({ ...request, isStream: false }, target)

const pick = (body: JsonObject, names: readonly string[]): JsonObject =>
  compact(Object.fromEntries(names.map((name) => [name, body[name]])))

const countIn = (body: unknown, field: string): number => {
  const count = objectOf(body)[field]
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count
  throw new FaultError(malformedFault(body))
}
