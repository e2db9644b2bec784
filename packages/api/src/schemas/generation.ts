import { runGeneration, turnLatency, UNITS } from '@gptget/contracts'
import { z } from 'zod'

const failure = z.strictObject({ code: z.string(), message: z.string() }).nullable()
const milliseconds = z.number().nonnegative()
const count = z.int().nonnegative()
const instant = z.iso.datetime()

const attempt = z
  .strictObject({
    provider_name: z.string(),
    model: z.string().describe('The provider’s own name of the model.'),
    started_at: instant,
    latency: milliseconds.optional().describe('Milliseconds to the first token, if there was one.'),
    duration: milliseconds,
    status: z.int().nullable().describe('The HTTP status of the provider. null: it did not answer.'),
    error: failure,
    outcome: z
      .enum(['finished', 'failed', 'broken', 'cancelled', 'hedged'])
      .nullable()
      .describe('`hedged`: another provider, asked at the same time, answered first. It costs nothing.'),
  })
  .meta({ id: 'GenerationAttempt' })

const usd = z.string().nullable()

const line = z
  .strictObject({
    unit: z.enum(UNITS),
    quantity: count,
    rate_usd: usd.describe('US dollars for `rate_size` units, exact.'),
    rate_size: z
      .int()
      .positive()
      .describe('The number of units that the rate is for: a million tokens, one image.'),
    cost_usd: usd.describe('What the line costs, exact. The lines sum to `total_cost`.'),
    cost_nano_usd: z.string().nullable().describe('The same in whole nano-dollars.'),
  })
  .meta({ id: 'ChargeLine' })

const receipt = z.strictObject({
  id: z.string(),
  request_id: z.string(),
  session_id: z.string().nullable().describe('The `x-session-id` of the request.'),
  upstream_id: z.string().nullable().describe('The provider’s id of the answer.'),
  model: z.string(),
  api_type: z.string(),
  router: z.null(),
  provider_name: z.string().nullable().describe('The provider that answered.'),
  provider_responses: z.array(attempt).describe('Every attempt, in order.'),
  excluded_providers: z
    .array(z.strictObject({ provider_name: z.string(), model: z.string(), reason: z.string() }))
    .describe('The providers that were not tried, and why.'),
  streamed: z.boolean(),
  cancelled: z.boolean(),
  status: z.enum(['completed', 'failed', 'cancelled', 'lost']),
  error: failure,
  finish_reason: z.string().nullable(),
  native_finish_reason: z.string().nullable().describe('The same in the provider’s terms.'),
  created_at: instant,
  latency: milliseconds.nullable().describe('Milliseconds to the first token.'),
  turn_latency: turnLatency
    .optional()
    .describe(
      'For an answer in a voice session: milliseconds from the end of speech, or from the request for the answer, to each step.',
    ),
  generation_time: milliseconds.describe('The total time, in milliseconds.'),
  total_cost: z.number().describe('What was charged, in US dollars.'),
  usage: z.number().describe('The same.'),
  is_byok: z.boolean().describe('The account’s own provider key was used: the cost is the platform’s fee.'),
  upstream_inference_cost: z
    .number()
    .nullable()
    .describe('What the provider charges the owner of that key at list price, in US dollars.'),
  price_version: z.string().nullable().describe('The version of the prices it was charged with.'),
  lines: z
    .array(line)
    .describe('The usage, one line for each unit. Rates and costs are null in older receipts.'),
  user_agent: z.string().nullable(),
  origin: z.string().describe('Where the caller says it comes from; empty if it does not.'),
  tokens_prompt: count,
  tokens_completion: count,
  native_tokens_prompt: count,
  native_tokens_completion: count,
  native_tokens_reasoning: count,
  native_tokens_cached: count,
  native_tokens_cache_write: count,
  native_tokens_audio: count,
  native_tokens_completion_images: count,
  app_id: z.null(),
  cache_discount: z.null(),
  data_region: z.literal('global'),
  external_user: z.null(),
  http_referer: z.string().nullable().describe('The same as `origin`.'),
  moderation_latency: z.null(),
  num_fetches: z.null(),
  num_input_audio_prompt: z.null(),
  num_media_completion: z.null(),
  num_media_prompt: z.null(),
  num_search_results: z.null(),
  preset_id: z.null(),
  response_cache_source_id: z.null(),
  service_tier: z
    .string()
    .nullable()
    .describe('The service tier reported by the provider, which determines the price.'),
  speed: z.string().nullable().describe('The speed reported by the provider.'),
  geography: z.string().nullable().describe('The location of processing reported by the provider.'),
  web_search_engine: z.null(),
  workspace_id: z.null(),
  tokens_are_estimated: z.boolean().describe('The provider reported no usage.'),
  generations: z
    .array(runGeneration)
    .optional()
    .describe('For a run on a computer: each request to the model.'),
})

export const generationSchema = z.strictObject({ data: receipt }).meta({ id: 'Generation' })

/** The query to look up a generation. */
export const generationQuerySchema = z.object({
  id: z
    .string('is missing.')
    .min(1, 'is missing.')
    .meta({
      description:
        'The `id` of the answer, or its `x-generation-id` header; of a task or video that has ended, its own id.',
      examples: ['chatcmpl-abc123'],
    }),
})
