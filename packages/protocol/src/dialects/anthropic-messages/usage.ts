import { emptyUsage, type Usage } from '../../canonical/usage.ts'
import { countOf, objectOf, type JsonObject } from '../json.ts'

/**
 * Reads Anthropic's usage. `input_tokens` leaves cached tokens out already; `output_tokens` includes thinking, which
 * `output_tokens_details` tells apart where the model reports it.
 */
export const readUsage = (raw: JsonObject): Usage => {
  const creation = objectOf(raw['cache_creation'])
  const written = countOf(raw['cache_creation_input_tokens'])
  const usage = emptyUsage()
  usage.inputTokens = countOf(raw['input_tokens'])
  usage.cacheReadTokens = countOf(raw['cache_read_input_tokens'])
  usage.cacheWrite1hTokens = Math.min(countOf(creation['ephemeral_1h_input_tokens']), written)
  usage.cacheWriteTokens = written - usage.cacheWrite1hTokens
  usage.reasoningTokens = countOf(objectOf(raw['output_tokens_details'])['thinking_tokens'])
  usage.outputTokens = Math.max(0, countOf(raw['output_tokens']) - usage.reasoningTokens)
  usage.raw = raw
  return usage
}

/** Writes usage as Anthropic does: cached tokens beside `input_tokens`, thinking inside `output_tokens`. */
export const writeUsage = (usage: Usage, costUsd?: number) => ({
  input_tokens: usage.inputTokens + usage.audioInputTokens + usage.imageInputTokens,
  cache_creation_input_tokens: usage.cacheWriteTokens + usage.cacheWrite1hTokens,
  cache_read_input_tokens: usage.cacheReadTokens,
  cache_creation: {
    ephemeral_5m_input_tokens: usage.cacheWriteTokens,
    ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
  },
  output_tokens:
    usage.outputTokens + usage.reasoningTokens + usage.audioOutputTokens + usage.imageOutputTokens,
  output_tokens_details: { thinking_tokens: usage.reasoningTokens },
  server_tool_use: null,
  ...(costUsd === undefined ? {} : { cost: costUsd }),
})
