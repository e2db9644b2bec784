import { totalInputTokens, totalOutputTokens, type Usage } from '../../canonical/usage.ts'

export { readOpenAiUsage as readUsage } from '../openai-usage.ts'

/** Writes usage like the Responses API. `costUsd` is in US dollars and omitted if unknown. */
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
  ...(usage.endedBy === undefined ? {} : { ended_by: usage.endedBy }),
})
