import type { Finish, FinishReason, Signature } from '../../canonical/events.ts'
import type { ChatResult, ResultBlock } from '../../canonical/result.ts'
import { isRefused } from '../../canonical/finish.ts'
import { emptyUsage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import { citationsFor } from '../url-citations.ts'
import { writeSignatures } from '../carried-signatures.ts'
import { argumentsOf } from '../arguments-of.ts'
import { isObject, type JsonObject } from '../../json/object.ts'
import { writeUsage } from './usage.ts'

/** Writes a message. */
export const writeResult = (result: ChatResult, context: AnswerContext): JsonObject => {
  const usage = result.usage ?? { ...emptyUsage(), isEstimated: true }
  const hasRefusal = result.blocks.some(({ refusal }) => refusal !== undefined)
  return {
    ...messageFields(context),
    content: result.blocks.flatMap(writeBlock),
    ...writeStop(result.finish, hasRefusal, context),
    usage: { ...writeUsage(usage, context.costUsd?.(usage)), ...UNREPORTED },
  }
}

/** Fields that the API always sends and that have no canonical form. */
export const UNREPORTED = { inference_geo: null, service_tier: null, speed: null }

export const messageFields = ({ id, model }: AnswerContext) => ({
  id,
  type: 'message' as const,
  role: 'assistant' as const,
  model,
  container: null,
  diagnostics: null,
  stop_details: null,
})

const STOP_REASONS: Record<FinishReason, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  'content-filter': 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
  error: 'end_turn',
  other: 'end_turn',
}

/** Why it ended, and where. OpenAI reports a refusal in the message and `stop` as the reason. */
export const writeStop = (finish: Finish, hasRefusal: boolean, context: AnswerContext): JsonObject => {
  const stop_sequence = stopSequenceOf(finish, context)
  const isStop = finish.reason === 'stop'
  const stop_reason = isStop && stop_sequence !== null ? 'stop_sequence' : STOP_REASONS[finish.reason]
  return {
    stop_reason: isStop && hasRefusal ? 'refusal' : stop_reason,
    stop_sequence,
    stop_details: explanationOf(finish),
  }
}

/** Only a stop sequence of the request, because some servers put other text into this field. */
const stopSequenceOf = ({ stopSequence }: Finish, { request }: AnswerContext): string | null => {
  if (stopSequence === undefined) return null
  const asked = request?.sampling.stop ?? [stopSequence]
  return asked.includes(stopSequence) ? stopSequence : null
}

/** The explanation of a refusal. The category is one of Anthropic's. */
const explanationOf = (finish: Finish): JsonObject | null =>
  isRefused(finish) && finish.explanation !== undefined
    ? { type: 'refusal', category: null, explanation: finish.explanation }
    : null

const writeBlock = (result: ResultBlock): JsonObject[] => {
  const { block, content, signatures } = result
  switch (block.kind) {
    case 'text':
      return [writeText(result)]
    case 'thinking':
      return [writeThinking(content, signatures)]
    case 'tool-call':
      return [...callSignatures(signatures, block.id), toolUse(block.id, block.name, argumentsOf(content))]
    case 'audio':
      return result.transcript === undefined
        ? []
        : [{ type: 'text', text: result.transcript, citations: null }]
    case 'image':
      return []
    case 'opaque':
      return block.dialect === 'anthropic-messages' ? [writeOpaque(result)] : []
  }
}

const writeText = ({ content, refusal, citations }: ResultBlock): JsonObject => {
  const all = citationsFor('anthropic-messages', citations, content)
  return {
    type: 'text',
    text: content + (refusal ?? ''),
    citations: all.length > 0 ? all : null,
  }
}

/**
 * A redacted block is only a signature. Any other block has its text, and the signatures in its signature
 * field.
 */
export const writeThinking = (text: string, signatures: readonly Signature[]): JsonObject => {
  const own = signatures.find(({ dialect, kind }) => dialect === 'anthropic-messages' && kind === 'redacted')
  if (own !== undefined) return { type: 'redacted_thinking', data: own.value }
  return { type: 'thinking', thinking: text, signature: writeSignatures('anthropic-messages', signatures) }
}

/** The signatures of a tool call, in a redacted block before it, because the call has no field for them. */
export const callSignatures = (signatures: readonly Signature[], callId: string): JsonObject[] =>
  signatures.length === 0
    ? []
    : [{ type: 'redacted_thinking', data: writeSignatures('anthropic-messages', signatures, callId) }]

export const toolUse = (id: string, name: string, input: JsonObject): JsonObject => ({
  type: 'tool_use',
  id,
  name,
  input,
  caller: { type: 'direct' },
})

/** The input of a server-side tool is streamed in pieces like any other. */
const writeOpaque = ({ block, opaqueDeltas }: ResultBlock): JsonObject => {
  const value = block.kind === 'opaque' && isObject(block.value) ? block.value : {}
  const json = (opaqueDeltas ?? [])
    .map(({ value: delta }) => (isObject(delta) ? (delta['partial_json'] ?? '') : ''))
    .join('')
  return json === '' ? value : { ...value, input: argumentsOf(json) }
}
