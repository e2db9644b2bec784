import { parseUsdPerMillion } from '@gptget/money'
import { z } from 'zod'

const MAX_NAMES = 64
const names = z.array(z.string().min(1).max(200)).max(MAX_NAMES).nullish()
const milliseconds = z.int().min(1).max(3_600_000).nullish()

const usd = z.union([z.number().nonnegative(), z.string()])

/** Refuses an invalid amount, or one finer than a nano-dollar. */
const price = usd
  .refine((amount) => isAmount(amount), 'must be an amount of US dollars such as 1.50')
  .nullish()

const isAmount = (amount: string | number): boolean => {
  try {
    return parseUsdPerMillion(amount) >= 0n
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/**
 * `provider`, with OpenRouter's fields. Strict: a preference that has no effect (such as who may see the data) must not
 * seem to have one.
 */
export const providerSchema = z
  .strictObject({
    order: names.describe('Providers to ask first, in this order.'),
    only: names.describe('Use only these providers.'),
    ignore: names.describe('Never use these providers.'),
    allow_fallbacks: z
      .boolean()
      .nullish()
      .describe('`false`: only the first provider is asked. Default `true`.'),
    sort: z
      .enum(['price', 'latency', 'throughput'])
      .nullish()
      .describe('Sort providers by price, by time to the first token, or by tokens per second.'),
    max_price: z
      .strictObject({
        prompt: price.describe('US dollars per million tokens of input.'),
        completion: price.describe('US dollars per million tokens of output.'),
        request: price.describe('US dollars per request.'),
      })
      .nullish()
      .describe('Skip providers that charge more than this.'),
    require_parameters: z
      .boolean()
      .nullish()
      .describe('Use only providers that support every field of the request.'),
    timeouts: z
      .strictObject({
        connect_ms: milliseconds.describe('To connect to a provider.'),
        first_token_ms: milliseconds.describe('From the request to its first token.'),
        idle_ms: milliseconds.describe('Between two pieces of an answer.'),
      })
      .nullish()
      .describe('How long to wait for one provider before the next is asked, in milliseconds.'),
    hedge_after_ms: milliseconds.describe(
      'If no token came for this many milliseconds, a second provider is asked too. The first token wins, and only that answer is charged.',
    ),
  })
  .meta({ id: 'ProviderPreferences' })

/** Our own fields of a request's body, in every dialect; no provider sees them. */
export const preferenceFields = {
  provider: providerSchema.nullish().describe('Which providers may serve this request, and in what order.'),
  models: z
    .array(z.string().min(1))
    .max(16)
    .nullish()
    .describe('Fallback models, in this order, if no provider answers for `model`.'),
  allow_truncation: z
    .boolean()
    .nullish()
    .describe(
      '`false`: the credit for the longest possible answer is reserved before it begins, or the request is refused with 402. `true` (the default): credit is reserved as the answer grows. If the credit runs out, the answer ends as if it had reached `max_tokens`, with `ended_by: "credits"` in its usage.',
    ),
  image_response_format: z
    .enum(['url', 'b64_json'])
    .nullish()
    .describe(
      'How to return images in a chat answer. `url`: stored here and returned as a URL that needs your key; in a stream, at its end. `b64_json` (the default): as data. Chat Completions and Gemini only.',
    ),
}

export const preferencesSchema = z.object({
  ...preferenceFields,
  prompt_cache_key: z.string().nullish(),
})
