import { totalInputTokens, totalOutputTokens, type Usage } from '../../canonical/usage.ts'

export { readOpenAiUsage as readUsage } from '../openai-usage.ts'

/** Writes usage like OpenAI, with OpenRouter's additions. `costUsd` is in US dollars and omitted if unknown. */
export const usageToOpenAi = (usage: Usage, costUsd?: number) => {
  const prompt = totalInputTokens(usage)
  const completion = totalOutputTokens(usage)
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      cache_write_tokens: usage.cacheWriteTokens + usage.cacheWrite1hTokens,
      audio_tokens: usage.audioInputTokens,
      ...(usage.imageInputTokens > 0 ? { image_tokens: usage.imageInputTokens } : {}),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: usage.audioOutputTokens,
      ...(usage.imageOutputTokens > 0 ? { image_tokens: usage.imageOutputTokens } : {}),
    },
    ...(costUsd === undefined ? {} : { cost: costUsd }),
    ...(usage.endedBy === undefined ? {} : { ended_by: usage.endedBy }),
    ...byokFields(usage),
  }
}

/** OpenRouter's fields for requests with the caller's own provider key. */
export const byokFields = ({ byok }: Usage) =>
  byok === undefined ? {} : { is_byok: true, cost_details: { upstream_inference_cost: byok.upstreamCostUsd } }
