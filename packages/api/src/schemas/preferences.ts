import { parseUsdPerMillion } from '@gptget/money'
import { z } from 'zod'

const MAX_NAMES = 64
const names = z.array(z.string().min(1).max(200)).max(MAX_NAMES).nullish()
const milliseconds = z.int().min(1).max(3_600_000).nullish()

const usd = z.union([z.number().nonnegative(), z.string()])

/** Refuses what is no amount, or finer than a nano-dollar. */
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
 * `provider`, in OpenRouter's words. Strict: a preference that is not kept (who may see the data, say) must not look as
 * if it were.
 */
export const providerSchema = z
  .strictObject({
    order: names.describe('Providers to ask first, in this order.'),
    only: names.describe('No providers but these.'),
    ignore: names.describe('Not these providers.'),
    allow_fallbacks: z
      .boolean()
      .nullish()
      .describe('`false`: only the first provider is asked. Default `true`.'),
    sort: z
      .enum(['price', 'latency', 'throughput'])
      .nullish()
      .describe('Cheapest, soonest first token, or most tokens a second first.'),
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
      .describe('Only providers that take every field of the request as it is.'),
    timeouts: z
      .strictObject({
        connect_ms: milliseconds.describe('To connect to a provider.'),
        first_token_ms: milliseconds.describe('From the request to its first token.'),
        idle_ms: milliseconds.describe('Between two pieces of an answer.'),
      })
      .nullish()
      .describe('How long one provider may be silent before the next is asked, in milliseconds.'),
    hedge_after_ms: milliseconds.describe(
      'ParsedRequest a second provider as well when no token came for so many milliseconds; the first token wins and only its answer is charged.',
    ),
  })
  .meta({ id: 'ProviderPreferences' })

/** Our own fields of a request's body, in every dialect; no provider gets to see them. */
export const preferenceFields = {
  provider: providerSchema.nullish().describe('Which providers may serve this request, and in what order.'),
  models: z
    .array(z.string().min(1))
    .max(16)
    .nullish()
    .describe('Models to fall back on, in this order, when no provider answers for `model`.'),
  allow_truncation: z
    .boolean()
    .nullish()
    .describe(
      '`false`: the credit for the longest answer is set aside before it begins, or the request is refused with 402. Otherwise credit is set aside as the answer grows, and an answer that outgrows it ends as one that reached `max_tokens`, with `ended_by: "credits"` in its usage. Default `true`.',
    ),
}

export const preferencesSchema = z.object({
  ...preferenceFields,
  prompt_cache_key: z.string().nullish(),
})
