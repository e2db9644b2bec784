import type { Signature } from '../../canonical/events.ts'
import type { Part, ThinkingPart, ToolCallPart } from '../../canonical/request.ts'
import { DIALECTS } from '@gptget/contracts'
import { readSignatures } from '../carried-signatures.ts'
import { objectOf, optionalText, textOf, type JsonObject } from '../json.ts'
import { readReasoningSignature } from './read-delta.ts'
import { readContent } from './read-parts.ts'
import type { WireAssistant } from './wire.ts'

/** Reads an assistant message of the history: reasoning first, then what was said, then the calls. */
export const readAssistantParts = (message: WireAssistant, path: string): Part[] => [
  ...readThinking(message),
  ...readContent(message.content, `${path}.content`),
  ...(message.refusal ? [{ type: 'refusal' as const, text: message.refusal }] : []),
  ...(message.audio ? [audioReference(message.audio.id)] : []),
  ...(message.tool_calls ?? []).map(readToolCall),
]

const audioReference = (id: string): Part => ({
  type: 'audio',
  source: { type: 'file-id', dialect: 'openai-chat', id },
})

const readToolCall = (call: NonNullable<WireAssistant['tool_calls']>[number]): Part => {
  if (!call.function) return { type: 'opaque', dialect: 'openai-chat', value: call }
  const { name, arguments: json } = call.function
  const signatures = readToolSignatures(objectOf(call.extra_content))
  return {
    type: 'tool-call',
    id: call.id,
    name,
    arguments: json,
    ...(signatures.length > 0 ? { signatures } : {}),
  } satisfies ToolCallPart
}

/** Google's place for a thought signature in this dialect. */
const readToolSignatures = (extra: JsonObject): Signature[] =>
  readSignatures('openai-chat', 'signature', textOf(objectOf(extra['google'])['thought_signature']))

const readThinking = (message: WireAssistant): ThinkingPart[] => {
  const plain = message.reasoning_content ?? message.reasoning ?? ''
  const groups = Map.groupBy(
    message.reasoning_details ?? [],
    (detail, place) => detail['index'] ?? `at ${place}`,
  )
  const parts = [...groups.values()]
    .map(readThinkingPart)
    .filter(({ text, signatures }) => text !== '' || signatures.length > 0)
  if (parts.length === 0) return plain === '' ? [] : [{ type: 'thinking', text: plain, signatures: [] }]
  // Some clients keep the text only in the plain field.
  if (parts.length === 1 && parts[0]!.text === '' && !parts[0]!.isRedacted) parts[0]!.text = plain
  return parts
}

const readThinkingPart = (details: JsonObject[]): ThinkingPart => {
  const signatures = details.map(readReplayedSignature).filter((signature) => signature !== undefined)
  return {
    type: 'thinking',
    text: details.map((detail) => textOf(detail['text'] ?? detail['summary'])).join(''),
    ...(signatures.some(({ kind }) => kind === 'redacted') ? { isRedacted: true } : {}),
    signatures,
  }
}

/** A `format` that names a dialect was written by us; any other belongs to the provider behind this dialect. */
const readReplayedSignature = (detail: JsonObject): Signature | undefined => {
  const dialect = DIALECTS.find((name) => name === detail['format'])
  if (dialect === undefined) return readReasoningSignature(detail)
  const value = optionalText(detail['signature'] ?? detail['data'])
  const id = optionalText(detail['id'])
  return value === undefined
    ? undefined
    : { dialect, kind: kindOf(detail), value, ...(id === undefined ? {} : { id }) }
}

const kindOf = (detail: JsonObject): Signature['kind'] => {
  if (detail['type'] === 'reasoning.text') return 'signature'
  return detail['type'] === 'reasoning.redacted' ? 'redacted' : 'encrypted'
}
