import type { Finish, FinishReason } from '../../canonical/events.ts'
import { optionalText, type JsonObject } from '../../json/object.ts'

/** The finish reasons of all servers with this dialect. */
const REASONS: Readonly<Record<string, FinishReason | undefined>> = {
  stop: 'stop',
  eos: 'stop',
  eos_token: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  length: 'length',
  max_tokens: 'length',
  model_length: 'length',
  model_context_window_exceeded: 'length',
  tool_calls: 'tool-calls',
  tool_use: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
  sensitive: 'content-filter',
  refusal: 'refusal',
}

/**
 * The reasons for a failed answer: another attempt may succeed. `abort`: vLLM, SGLang and Z.ai
 * (github.com/earendil-works/pi/issues/1750); `function_call_filter: MALFORMED_FUNCTION_CALL`: Gemini.
 */
const BROKEN: ReadonlySet<string> = new Set([
  'error',
  'abort',
  'network_error',
  'insufficient_system_resource',
  'function_call_filter',
])

/** Gemini adds details after a colon. */
const wordOf = (raw: string): string => raw.split(':', 1)[0]!

/** Whether the provider's finish reason means an unusable answer. */
export const isBroken = (raw: string): boolean => BROKEN.has(wordOf(raw))

/** The finish reason. vLLM and SGLang also report the stop sequence. */
export const readFinishWord = (raw: string, choice: JsonObject): Finish => {
  const stopSequence = optionalText(choice['stop_reason']) ?? optionalText(choice['matched_stop'])
  return { reason: reasonOf(raw), raw, ...(stopSequence === undefined ? {} : { stopSequence }) }
}

const reasonOf = (raw: string): FinishReason => {
  const word = wordOf(raw)
  return Object.hasOwn(REASONS, word) ? REASONS[word]! : 'other'
}

/** OpenAI's finish reasons. Strict clients accept no others. */
const OWN: ReadonlySet<string> = new Set(['stop', 'length', 'tool_calls', 'content_filter', 'function_call'])

const WRITTEN: Record<FinishReason, string> = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  // It could go on: to those who know no pause, it is unfinished.
  pause: 'length',
  error: 'error',
  other: 'stop',
}

export const writeFinishWord = (reason: FinishReason): string => WRITTEN[reason]

/** A server's finish reason as OpenAI's. */
export const ownFinishWord = (raw: string): string => (OWN.has(raw) ? raw : WRITTEN[reasonOf(raw)])
