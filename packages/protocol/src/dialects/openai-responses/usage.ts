import { emptyUsage, totalInputTokens, totalOutputTokens, type Usage } from '../../canonical/usage.ts'
import { countOf, objectOf, type JsonObject } from '../json.ts'

/** Reads the usage of a response. Totals are taken apart so that no token is counted twice. */
export const readUsage = (raw: JsonObject): Usage => {
  const input = objectOf(raw['input_tokens_details'])
  const output = objectOf(raw['output_tokens_details'])
  const written = countOf(input['cache_write_tokens'])
  const usage = emptyUsage()
  usage.cacheReadTokens = countOf(input['cached_tokens'])
  usage.cacheWrite1hTokens = Math.min(
    written,
    countOf(objectOf(input['cache_write_tokens_details'])['ttl_12h_tokens']),
  )
  usage.cacheWriteTokens = written - usage.cacheWrite1hTokens
  usage.audioInputTokens = countOf(input['audio_tokens'])
  usage.reasoningTokens = countOf(output['reasoning_tokens'])
  usage.audioOutputTokens = countOf(output['audio_tokens'])
  usage.inputTokens = Math.max(0, countOf(raw['input_tokens']) - totalInputTokens(usage))
  usage.outputTokens = Math.max(0, countOf(raw['output_tokens']) - totalOutputTokens(usage))
  usage.raw = raw
  return usage
}

/** Writes usage as the Responses API does. `costUsd` is in US dollars and left out when unknown. */
export const writeUsage = (usage: Usage, costUsd?: number) => ({
  input_tokens: totalInputTokens(usage),
  input_tokens_details: {
    cached_tokens: usage.cacheReadTokens,
    cache_write_tokens: usage.cacheWriteTokens + usage.cacheWrite1hTokens,
    ...(usage.cacheWrite1hTokens > 0
      ? {
          cache_write_tokens_details: {
            ttl_12h_tokens: usage.cacheWrite1hTokens,
            ttl_30m_tokens: usage.cacheWriteTokens,
          },
        }
      : {}),
    ...(usage.audioInputTokens > 0 ? { audio_tokens: usage.audioInputTokens } : {}),
  },
  output_tokens: totalOutputTokens(usage),
  output_tokens_details: {
    reasoning_tokens: usage.reasoningTokens,
    ...(usage.audioOutputTokens > 0 ? { audio_tokens: usage.audioOutputTokens } : {}),
  },
  total_tokens: totalInputTokens(usage) + totalOutputTokens(usage),
  ...(costUsd === undefined ? {} : { cost: costUsd }),
})
