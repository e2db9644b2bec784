import type { generationSchema } from '@gptget/api/schemas/generation'
import type { ChargeLine, UsageEvent } from '@gptget/contracts'
import { formatUsd, rateSizeOf, toUsdNumber, tokenClassesOf } from '@gptget/money'
import { totalInputTokens, totalOutputTokens } from '@gptget/protocol'
import type { z } from 'zod'

type Details = UsageEvent['details']
type Attempt = Details['attempts'][number]

/** A receipt in OpenRouter's field names, with every attempt and why other routes were left out. */
export const describeGeneration = ({
  details,
  ...event
}: UsageEvent): z.output<typeof generationSchema>['data'] => ({
  id: event.id,
  request_id: details.requestId,
  session_id: details.sessionId,
  upstream_id: details.upstreamId,
  model: event.product,
  // OpenRouter's name for chats.
  api_type: apiTypeOf(details),
  router: null,
  provider_name: details.provider,
  provider_responses: details.attempts.map(describeAttempt),
  excluded_providers: details.excluded.map(({ provider, upstreamModel, reason }) => ({
    provider_name: provider,
    model: upstreamModel,
    reason,
  })),
  streamed: details.isStream,
  cancelled: details.outcome === 'cancelled',
  status: details.outcome,
  error: details.error,
  finish_reason: details.finishReason,
  native_finish_reason: details.nativeFinishReason,
  created_at: event.startedAt,
  latency: details.firstTokenMs,
  generation_time: details.durationMs,
  total_cost: toUsdNumber(event.costNanoUsd),
  usage: toUsdNumber(event.costNanoUsd),
  is_byok: event.byok !== undefined,
  upstream_inference_cost: mapPresent(event.byok?.upstreamCostNanoUsd, toUsdNumber),
  price_version: event.priceVersion,
  lines: event.lines.map(describeLine),
  user_agent: details.userAgent,
  origin: details.origin ?? '',
  http_referer: details.origin,
  ...UNKNOWN_HERE,
  ...describeTokens(event.lines),
  service_tier: details.terms?.serviceTier ?? null,
  speed: details.terms?.speed ?? null,
  geography: details.terms?.geography ?? null,
  tokens_are_estimated: details.isEstimated,
})

const apiTypeOf = ({ operation, isRealtime }: Details): string => {
  if (isRealtime === true) return 'realtime'
  return operation === 'chat' ? 'completions' : operation
}

/** OpenRouter's fields without a counterpart here: its SDK refuses a receipt without them. */
const UNKNOWN_HERE = {
  app_id: null,
  cache_discount: null,
  data_region: 'global',
  external_user: null,
  moderation_latency: null,
  num_fetches: null,
  num_input_audio_prompt: null,
  num_media_completion: null,
  num_media_prompt: null,
  num_search_results: null,
  preset_id: null,
  response_cache_source_id: null,
  web_search_engine: null,
  workspace_id: null,
} as const

const describeAttempt = (attempt: Attempt) => ({
  provider_name: attempt.provider,
  model: attempt.upstreamModel,
  started_at: attempt.startedAt,
  ...(attempt.firstTokenMs === null ? {} : { latency: attempt.firstTokenMs }),
  duration: attempt.durationMs,
  status: attempt.status,
  error: attempt.error,
  outcome: attempt.outcome ?? null,
})

const mapPresent = <In, Out>(value: In | null | undefined, map: (value: In) => Out): Out | null =>
  value === null || value === undefined ? null : map(value)

const describeLine = ({ unit, quantity, rateNanoUsd, costNanoUsd }: ChargeLine) => ({
  unit,
  quantity,
  rate_usd: mapPresent(rateNanoUsd, formatUsd),
  rate_size: Number(rateSizeOf(unit)),
  cost_usd: mapPresent(costNanoUsd, formatUsd),
  cost_nano_usd: mapPresent(costNanoUsd, String),
})

const describeTokens = (lines: readonly ChargeLine[]) => {
  const usage = tokenClassesOf(lines)
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
  }
}
