import type { Signature } from '../../canonical/events.ts'
import { writeSignatures } from '../carried-signatures.ts'
import { objectOf, parseJson, type JsonObject } from '../json.ts'

const TYPES = {
  signature: 'reasoning.text',
  encrypted: 'reasoning.encrypted',
  redacted: 'reasoning.redacted',
} as const

/**
 * Writes one block of sealed reasoning as OpenRouter's `reasoning_details`. Text and signature are kept together
 * because Anthropic refuses the one without the other; `format` names the dialect that made the signature.
 */
export const reasoningDetails = (
  text: string,
  signatures: readonly Signature[],
  index: number,
): JsonObject[] =>
  signatures.map((signature, place) => {
    const said = text !== '' && place === 0 ? { text } : {}
    if (signature.dialect === 'openai-chat') return { ...objectOf(parseJson(signature.value)), ...said }
    return {
      type: TYPES[signature.kind],
      ...said,
      [signature.kind === 'signature' ? 'signature' : 'data']: signature.value,
      ...(signature.id === undefined ? {} : { id: signature.id }),
      format: signature.dialect,
      index,
    }
  })

/** Writes a tool call's signature where Google puts it in this dialect. Clients replay this field and nothing beside it. */
export const signedToolCall = (signatures: readonly Signature[] = []): JsonObject =>
  signatures.length === 0
    ? {}
    : { extra_content: { google: { thought_signature: writeSignatures('openai-chat', signatures) } } }
