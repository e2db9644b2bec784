import { emptyUsage, type Usage } from '../../canonical/usage.ts'
import { isObject, objectOf, type JsonObject } from '../../json/object.ts'
import { splitWritten } from '../openai-usage.ts'
import { ReportedCounts } from '../reported-counts.ts'
import { servedTerms } from '../served-terms.ts'

/**
 * Reads Anthropic's usage. `input_tokens` excludes cached tokens; `output_tokens` includes thinking, which
 * `output_tokens_details` shows separately if the model reports it.
 */
export const readUsage = (raw: JsonObject): Usage => {
  const counts = new ReportedCounts()
  const creation = objectOf(raw['cache_creation'])
  const usage = emptyUsage()
  usage.inputTokens = counts.of(raw['input_tokens'])
  usage.cacheReadTokens = counts.of(raw['cache_read_input_tokens'])
  const written = counts.of(raw['cache_creation_input_tokens'])
  const short = counts.of(creation['ephemeral_5m_input_tokens'])
  Object.assign(usage, splitWritten(written, short, counts.of(creation['ephemeral_1h_input_tokens'])))
  usage.reasoningTokens = counts.of(objectOf(raw['output_tokens_details'])['thinking_tokens'])
  usage.outputTokens = Math.max(0, counts.of(raw['output_tokens']) - usage.reasoningTokens)
  Object.assign(
    usage,
    servedTerms({
      serviceTier: raw['service_tier'],
      speed: raw['speed'],
      geography: raw['inference_geo'],
    }),
  )
  const tools = raw['server_tool_use']
  if (isObject(tools)) usage.toolCalls = { webSearch: counts.of(tools['web_search_requests']) }
  usage.isEstimated = !counts.areSound
  usage.raw = raw
  return usage
}

/** Writes usage like Anthropic: cached tokens next to `input_tokens`, thinking inside `output_tokens`. */
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
  server_tool_use: usage.toolCalls?.webSearch
    ? { web_search_requests: usage.toolCalls.webSearch, web_fetch_requests: 0 }
    : null,
  ...(costUsd === undefined ? {} : { cost: costUsd }),
  ...(usage.endedBy === undefined ? {} : { ended_by: usage.endedBy }),
})
