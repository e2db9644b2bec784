import type { AttemptRecord, UsageEvent } from '@gptget/contracts'
import { totalInputTokens, totalOutputTokens, type UsageClasses } from '@gptget/protocol'
import { Histogram, type Registry } from '@gptget/runtime'
import { operationNameOf, providerNameOf } from './names.ts'

const TOKENS = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304]
const DURATIONS_S = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
const FIRST_TOKEN_S = [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const PER_TOKEN_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5]

/** The provider and model of the answer. */
const ANSWER = [
  'gen_ai_operation_name',
  'gen_ai_provider_name',
  'gen_ai_request_model',
  'gen_ai_response_model',
] as const
type AnswerLabel = (typeof ANSWER)[number]

/**
 * The metrics of OpenTelemetry's conventions for generative AI (1.41), with their Prometheus names. `gen_ai.client.*`
 * are about requests to providers, `gen_ai.server.*` about requests of our callers, including all routes.
 */
export type GenerationMetrics = {
  tokens: Histogram<AnswerLabel | 'gen_ai_token_type'>
  attemptSeconds: Histogram<AnswerLabel | 'error_type'>
  requestSeconds: Histogram<AnswerLabel | 'error_type'>
  firstTokenSeconds: Histogram<AnswerLabel>
  perTokenSeconds: Histogram<AnswerLabel>
}

export const createGenerationMetrics = (registry: Registry): GenerationMetrics => {
  const histogram = <Label extends string>(
    name: string,
    help: string,
    more: { labels: Label[]; buckets: number[] },
  ): Histogram<AnswerLabel | Label> =>
    new Histogram<AnswerLabel | Label>({
      name,
      help,
      labelNames: [...ANSWER, ...more.labels],
      buckets: more.buckets,
      registers: [registry],
    })
  const failing = { labels: ['error_type' as const], buckets: DURATIONS_S }
  return {
    tokens: histogram('gen_ai_client_token_usage', 'Tokens of an answer, by type.', {
      labels: ['gen_ai_token_type'],
      buckets: TOKENS,
    }),
    attemptSeconds: histogram(
      'gen_ai_client_operation_duration_seconds',
      'How long a provider took, each attempt by itself.',
      failing,
    ),
    requestSeconds: histogram(
      'gen_ai_server_request_duration_seconds',
      'How long a generation took, with all attempts.',
      failing,
    ),
    firstTokenSeconds: histogram(
      'gen_ai_server_time_to_first_token_seconds',
      'Until the first token, of answers that came to their end.',
      { labels: [], buckets: FIRST_TOKEN_S },
    ),
    perTokenSeconds: histogram(
      'gen_ai_server_time_per_output_token_seconds',
      'Between two tokens after the first, on average over a streamed answer that came to its end.',
      { labels: [], buckets: PER_TOKEN_S },
    ),
  }
}

/** Observes a finished generation. Labels are only names from the catalog, never texts of a caller. */
export const observeGeneration = (
  metrics: GenerationMetrics,
  event: UsageEvent,
  usage: UsageClasses,
): void => {
  const { details, product } = event
  for (const attempt of details.attempts)
    metrics.attemptSeconds.observe(
      { ...answerOf(event, attempt), ...errorOf(attempt.error) },
      attempt.durationMs / 1_000,
    )
  const { provider, upstreamModel } = details.attempts.at(-1) ?? { provider: '', upstreamModel: '' }
  const labels = answerOf(event, {
    provider: details.provider ?? provider,
    upstreamModel: details.upstreamModel ?? upstreamModel ?? product,
  })
  metrics.requestSeconds.observe({ ...labels, ...errorOf(details.error) }, details.durationMs / 1_000)
  observeTokens(metrics, labels, usage)
  if (details.outcome === 'completed') observeSpeed(metrics, labels, details, totalOutputTokens(usage))
}

const answerOf = (
  { details, product }: UsageEvent,
  { provider, upstreamModel }: Pick<AttemptRecord, 'provider' | 'upstreamModel'>,
): Record<AnswerLabel, string> => ({
  gen_ai_operation_name: operationNameOf(details.operation),
  gen_ai_provider_name: providerNameOf(provider),
  gen_ai_request_model: product,
  gen_ai_response_model: upstreamModel,
})

const errorOf = (error: { code: string } | null): { error_type?: string } =>
  error === null ? {} : { error_type: error.code }

const observeTokens = (
  { tokens }: GenerationMetrics,
  labels: Record<AnswerLabel, string>,
  usage: UsageClasses,
): void => {
  const counts = { input: totalInputTokens(usage), output: totalOutputTokens(usage) }
  for (const [type, count] of Object.entries(counts))
    if (count > 0) tokens.observe({ ...labels, gen_ai_token_type: type }, count)
}

const observeSpeed = (
  { firstTokenSeconds, perTokenSeconds }: GenerationMetrics,
  labels: Record<AnswerLabel, string>,
  { firstTokenMs, durationMs, isStream }: UsageEvent['details'],
  outputTokens: number,
): void => {
  if (firstTokenMs === null) return
  firstTokenSeconds.observe(labels, firstTokenMs / 1_000)
  if (isStream && outputTokens > 1)
    perTokenSeconds.observe(labels, (durationMs - firstTokenMs) / 1_000 / (outputTokens - 1))
}
