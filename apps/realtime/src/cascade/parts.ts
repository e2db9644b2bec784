import type { JsonObject } from '../events/event.ts'

/** One paid part of a turn. */
export type Part = {
  type: 'transcription' | 'chat' | 'speech'
  model: string
  /** The id of its receipt; null until it is served. */
  generationId: string | null
  /** null: it was interrupted before its cost was known, which is in its receipt. */
  costUsd: number | null
}

const numberIn = (fields: JsonObject | null, name: string): number => {
  const value = fields?.[name]
  return typeof value === 'number' ? value : 0
}

const objectIn = (fields: JsonObject | null, name: string): JsonObject | null =>
  (fields?.[name] as JsonObject | null | undefined) ?? null

/** The cost of a part of the turn by its usage; null if that does not say it. */
export const costOf = (usage: JsonObject | null): number | null =>
  typeof usage?.['cost'] === 'number' ? usage['cost'] : null

/**
 * The usage of a response in the protocol's format, from the text model behind it. The cost of model and voice is
 * reported separately.
 */
export const responseUsage = (usage: JsonObject | null, parts: readonly Part[]): JsonObject => {
  const input = numberIn(usage, 'input_tokens')
  const output = numberIn(usage, 'output_tokens')
  const cached = numberIn(objectIn(usage, 'input_tokens_details'), 'cached_tokens')
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_token_details: {
      text_tokens: input,
      audio_tokens: 0,
      image_tokens: 0,
      cached_tokens: cached,
      cached_tokens_details: { text_tokens: cached, audio_tokens: 0, image_tokens: 0 },
    },
    output_token_details: { text_tokens: output, audio_tokens: 0 },
    cost: sumOf(parts),
    cost_details: parts.map(({ type, model, generationId, costUsd }) => ({
      type,
      model,
      id: generationId,
      cost: costUsd,
    })),
  }
}

/** In billionths, so that a sum of small amounts is exact. */
export const sumOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, { costUsd }) => sum + Math.round((costUsd ?? 0) * 1e9), 0) / 1e9
