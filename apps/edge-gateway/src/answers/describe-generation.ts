import type { generationSchema } from '@gptget/api/schemas/generation'
import type { UsageEvent } from '@gptget/contracts'
import { toUsdNumber } from '@gptget/money'
import { totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import type { z } from 'zod'

type Attempt = UsageEvent['attempts'][number]

/** A receipt in OpenRouter's field names, with every attempt and why other routes were left out. */
export const describeGeneration = (event: UsageEvent): z.output<typeof generationSchema>['data'] => ({
  id: event.generationId,
  request_id: event.requestId,
  session_id: event.sessionId,
  upstream_id: event.upstreamId,
  model: event.model,
  // OpenRouter's word for chats.
  api_type: event.operation === 'chat' ? 'completions' : event.operation,
  router: null,
  provider_name: event.provider,
  provider_responses: event.attempts.map(describeAttempt),
  excluded_providers: event.excluded.map(({ provider, upstreamModel, reason }) => ({
    provider_name: provider,
    model: upstreamModel,
    reason,
  })),
  streamed: event.isStream,
  cancelled: event.outcome === 'cancelled',
  status: event.outcome,
  error: event.error,
  finish_reason: event.finishReason,
  native_finish_reason: event.nativeFinishReason,
  created_at: event.startedAt,
  latency: event.firstTokenMs,
  generation_time: event.durationMs,
  total_cost: toUsdNumber(event.costNanoUsd),
  usage: toUsdNumber(event.costNanoUsd),
  is_byok: event.isByok === true,
  upstream_inference_cost:
    event.upstreamCostNanoUsd === undefined ? null : toUsdNumber(event.upstreamCostNanoUsd),
  price_version: event.priceVersion,
  user_agent: event.userAgent,
  origin: event.origin,
  ...describeTokens(event.usage),
})

const describeAttempt = (attempt: Attempt) => ({
  provider_name: attempt.provider,
  model: attempt.upstreamModel,
  started_at: attempt.startedAt,
  latency: attempt.firstTokenMs,
  duration: attempt.durationMs,
  status: attempt.status,
  error: attempt.error,
  outcome: attempt.outcome ?? null,
})

const describeTokens = (usage: UsageEvent['usage']) => {
  const prompt = totalInputTokens(usage)
  const completion = totalOutputTokens(usage)
  return {
    tokens_prompt: prompt,
    tokens_completion: completion,
    native_tokens_prompt: prompt,
    native_tokens_completion: completion,
    native_tokens_reasoning: usage.reasoningTokens,
    native_tokens_cached: usage.cacheReadTokens,
    native_tokens_cache_write: usage.cacheWriteTokens + usage.cacheWrite1hTokens,
    native_tokens_audio: usage.audioInputTokens + usage.audioOutputTokens,
    native_tokens_completion_images: usage.imageOutputTokens,
    tokens_are_estimated: usage.isEstimated,
  }
}
