import { emptyUsage, totalInputTokens, totalOutputTokens, type Usage } from '../../canonical/usage.ts'
import { countOf, objectOf, type JsonObject } from '../json.ts'

/**
 * Reads a `usage` object of the OpenAI chat dialect. `prompt_tokens` holds every input class and
 * `completion_tokens` every output class; both are taken apart so that no token is counted twice. DeepSeek's
 * `prompt_cache_hit_tokens` and OpenRouter's `cache_write_tokens` are known.
 */
export const readUsage = (raw: JsonObject): Usage => {
  const input = objectOf(raw['prompt_tokens_details'])
  const output = objectOf(raw['completion_tokens_details'])
  const usage = emptyUsage()
  usage.cacheReadTokens = countOf(
    input['cached_tokens'] ?? raw['prompt_cache_hit_tokens'] ?? raw['cached_tokens'],
  )
  usage.cacheWriteTokens = countOf(input['cache_write_tokens'])
  usage.audioInputTokens = countOf(input['audio_tokens'])
  usage.imageInputTokens = countOf(input['image_tokens'])
  usage.audioOutputTokens = countOf(output['audio_tokens'])
  usage.imageOutputTokens = countOf(output['image_tokens'])
  usage.reasoningTokens = reasoningTokens(raw, output)
  usage.inputTokens = rest(countOf(raw['prompt_tokens']), totalInputTokens(usage))
  usage.outputTokens = rest(completionTokens(raw, usage.reasoningTokens), totalOutputTokens(usage))
  usage.raw = raw
  return usage
}

const rest = (total: number, known: number): number => Math.max(0, total - known)

/** Tokens in the total that are in neither half: xAI and Gemini leave reasoning out of `completion_tokens`. */
const hiddenTokens = (raw: JsonObject): number =>
  raw['total_tokens'] === undefined
    ? 0
    : rest(countOf(raw['total_tokens']), countOf(raw['prompt_tokens']) + countOf(raw['completion_tokens']))

const reasoningTokens = (raw: JsonObject, output: JsonObject): number => {
  const reported = output['reasoning_tokens'] ?? raw['reasoning_tokens']
  return reported === undefined || reported === null ? hiddenTokens(raw) : countOf(reported)
}

const completionTokens = (raw: JsonObject, reasoning: number): number => {
  const hidden = hiddenTokens(raw)
  return countOf(raw['completion_tokens']) + (hidden === reasoning ? hidden : 0)
}

/** Writes usage as OpenAI does, with OpenRouter's additions. `costUsd` is in US dollars and left out when unknown. */
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
    ...byokFields(usage),
  }
}

/** What OpenRouter says where the caller's own key of a provider was used. */
export const byokFields = ({ byok }: Usage) =>
  byok === undefined ? {} : { is_byok: true, cost_details: { upstream_inference_cost: byok.upstreamCostUsd } }
