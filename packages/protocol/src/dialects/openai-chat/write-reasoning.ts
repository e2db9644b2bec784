import type { Seal } from '../../canonical/events.ts'
import { writeSeals } from '../carried-seals.ts'
import { objectOf, parseJson, type JsonObject } from '../json.ts'

const TYPES = {
  signature: 'reasoning.text',
  encrypted: 'reasoning.encrypted',
  redacted: 'reasoning.redacted',
} as const

/**
 * Writes one block of sealed reasoning as OpenRouter's `reasoning_details`. Text and signature are kept together
 * because Anthropic refuses the one without the other; `format` names the dialect that made the seal.
 */
export const reasoningDetails = (text: string, seals: readonly Seal[], index: number): JsonObject[] =>
  seals.map((seal, place) => {
    const said = text !== '' && place === 0 ? { text } : {}
    if (seal.dialect === 'openai-chat') return { ...objectOf(parseJson(seal.value)), ...said }
    return {
      type: TYPES[seal.kind],
      ...said,
      [seal.kind === 'signature' ? 'signature' : 'data']: seal.value,
      ...(seal.id === undefined ? {} : { id: seal.id }),
      format: seal.dialect,
      index,
    }
  })

/** Writes a tool call's seal where Google puts it in this dialect. Clients replay this field and nothing beside it. */
export const sealedToolCall = (seals: readonly Seal[] = []): JsonObject =>
  seals.length === 0
    ? {}
    : { extra_content: { google: { thought_signature: writeSeals('openai-chat', seals) } } }
