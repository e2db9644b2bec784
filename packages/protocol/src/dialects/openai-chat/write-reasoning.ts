import type { Dialect } from '@gptget/contracts'
import type { Signature } from '../../canonical/events.ts'
import { writeSignatures } from '../carried-signatures.ts'
import { objectOf, parseJson, type JsonObject } from '../../json/object.ts'
import { AT_HEAD, type Position } from '../placed-thoughts.ts'
import { placedId } from './detail-ids.ts'
import { formatOf } from './reasoning-formats.ts'

/** Reasoning text as an entry of `reasoning_details`: OpenAI's is a summary, that of others the text. */
export const reasoningText = (text: string, upstream: Dialect | undefined, index: number): JsonObject =>
  upstream === 'openai-responses'
    ? { type: 'reasoning.summary', summary: text, format: formatOf(upstream), index }
    : { type: 'reasoning.text', text, format: formatOf(upstream), index }

/**
 * `@openrouter/ai-sdk-provider` (3.1) joins adjacent texts, even with different indexes, and keeps the first signature.
 * An empty summary between them separates them.
 */
export const textSeparator = (upstream: Dialect | undefined, index: number): JsonObject[] =>
  upstream === 'openai-responses'
    ? []
    : [{ type: 'reasoning.summary', summary: '', format: formatOf(upstream), index }]

/**
 * Signatures of reasoning as entries of OpenRouter's `reasoning_details`: Claude's is next to its text, others are
 * separate data. Clients replay the entries unchanged.
 */
export const reasoningSignatures = (
  signatures: readonly Signature[],
  index: number,
  position: Position = AT_HEAD,
): JsonObject[] =>
  signatures.map((signature) => {
    const { dialect, kind, value, id } = signature
    if (dialect === 'openai-chat') return objectOf(parseJson(value))
    const place = { format: formatOf(dialect), index }
    return dialect === 'anthropic-messages' && kind === 'signature'
      ? { type: 'reasoning.text', signature: value, ...placedId(position, id), ...place }
      : { type: 'reasoning.encrypted', data: value, ...placedId(position, id, value), ...place }
  })

/** One complete block of reasoning. A text and its signature are one entry. */
export const reasoningDetails = (
  text: string,
  signatures: readonly Signature[],
  index: number,
  upstream?: Dialect,
  position: Position = AT_HEAD,
): JsonObject[] => {
  const entries = reasoningSignatures(signatures, index, position)
  if (text === '') return entries
  const dialect = signatures[0]?.dialect ?? upstream
  const said: JsonObject = { ...reasoningText(text, dialect, index), ...placedId(position, undefined) }
  const [first, ...others] = entries
  const isSigned = first !== undefined && (dialect === 'openai-chat' || first['type'] === said['type'])
  return isSigned ? [{ ...said, ...first }, ...others] : [said, ...entries]
}

/**
 * The signature of a tool call or an image in Google's field for this dialect. Google's clients replay only this field.
 */
export const googleSignature = (signatures: readonly Signature[] = []): JsonObject =>
  signatures.length === 0
    ? {}
    : { extra_content: { google: { thought_signature: writeSignatures('openai-chat', signatures) } } }

/** The same in OpenRouter's format: an entry of `reasoning_details` with the call's id. */
export const callSignatures = (
  id: string,
  signatures: readonly Signature[] = [],
  index: number,
): JsonObject[] =>
  reasoningSignatures(
    signatures.map((signature) => ({ ...signature, id })),
    index,
  )
