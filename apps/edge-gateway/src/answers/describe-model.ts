import type { RATE_NAMES, UNIT_NAMES } from '@gptget/money'
import type { modelSchema } from '@gptget/api/schemas/models'
import type { CatalogModel } from '@gptget/contracts'
import type { z } from 'zod'

type Price = CatalogModel['price']
type Tier = NonNullable<Price['tiers']>[number]

/** A model as `/v1/models` lists it: the spec's fields and OpenRouter's. Prices are US dollars per token, as text. */
export const describeModel = (model: CatalogModel): z.output<typeof modelSchema> => ({
  id: model.id,
  canonical_slug: model.id,
  object: 'model' as const,
  created: model.createdAtSeconds,
  owned_by: model.ownedBy,
  name: model.name,
  description: model.description ?? '',
  context_length: model.contextTokens,
  architecture: {
    modality: `${model.inputModalities.join('+')}->${model.outputModalities.join('+')}`,
    input_modalities: model.inputModalities,
    output_modalities: model.outputModalities,
  },
  pricing: wholePrice(model.price),
  ...describeTiers(model.price),
  ...describeVariants(model.price),
  top_provider: {
    context_length: model.contextTokens,
    max_completion_tokens: model.maxOutputTokens,
    is_moderated: false,
  },
  default_parameters: null,
  per_request_limits: null,
  supported_voices: model.voices ?? null,
  links: { details: `/v1/models/${model.id}` },
  supported_parameters: model.supportedParameters,
  ...describeTools(model),
  ...describeRetirement(model),
})

/** The kinds of tools, by their names in prices and receipts. */
const describeTools = ({ vendorTools }: CatalogModel) =>
  vendorTools === undefined
    ? {}
    : {
        built_in_tools: Object.fromEntries(
          Object.entries(vendorTools).map(([kind, names]) => [snakeCase(kind), names]),
        ),
      }

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The date under both OpenRouter's and OpenAI's name. */
const describeRetirement = ({ retiresAt, replacement }: CatalogModel) =>
  retiresAt === null
    ? {}
    : {
        expiration_date: retiresAt,
        shutdown_date: retiresAt,
        ...(replacement === undefined ? {} : { replacement }),
      }

/** The price of longer requests. It applies to the whole request if its input is larger than `above_prompt_tokens`. */
const describeTiers = ({ tiers }: Price) =>
  tiers === undefined
    ? {}
    : {
        pricing_tiers: tiers.map((tier) => ({ above_prompt_tokens: tier.above, ...wholePrice(tier) })),
      }

/** Other prices: the first variant whose `when` matches the request applies. */
const describeVariants = ({ variants }: Price) =>
  variants === undefined
    ? {}
    : { pricing_variants: variants.map(({ when, ...rates }) => ({ when, ...describePrice(rates) })) }

/** OpenRouter's names for the token classes. */
const PRICE_NAMES: Record<Exclude<(typeof RATE_NAMES)[number], 'request'>, string> = {
  input: 'prompt',
  output: 'completion',
  cacheRead: 'input_cache_read',
  cacheWrite: 'input_cache_write',
  cacheWrite1h: 'input_cache_write_1h',
  reasoning: 'internal_reasoning',
  audioInput: 'audio',
  audioOutput: 'audio_output',
  imageInput: 'image_token',
  imageOutput: 'image_output',
}

const UNIT_PRICE_NAMES: Record<(typeof UNIT_NAMES)[number] | 'request', string> = {
  request: 'request',
  perImage: 'image',
  perSecond: 'second',
  perMinute: 'minute',
  perMillionCharacters: 'million_characters',
  perHour: 'hour',
  perGigabyteHour: 'gigabyte_hour',
}

/** OpenRouter's clients accept no price without both sides. */
const wholePrice = (price: Price | Tier) => ({ prompt: '0', completion: '0', ...describePrice(price) })

/** Prices in US dollars per token, or per unit for models that are counted in units, as text. */
export const describePrice = (price: Partial<Price> | Tier): Record<string, string> => {
  const described: Record<string, string> = {}
  const write = (names: Record<string, string>, places: number): void => {
    for (const [field, name] of Object.entries(names)) {
      const rate = (price as Record<string, unknown>)[field]
      if (typeof rate === 'bigint') described[name] = decimal(rate, places)
    }
  }
  write(PRICE_NAMES, NANO_PER_MILLION_TOKENS)
  write(UNIT_PRICE_NAMES, NANO)
  const search = 'surcharges' in price ? price.surcharges?.toolCalls?.webSearch : undefined
  if (search !== undefined) described['web_search'] = decimal(search, NANO)
  return described
}

/** Decimal places from nano-USD, and from nano-USD per million tokens, to US dollars. */
const NANO = 9
const NANO_PER_MILLION_TOKENS = 15

const decimal = (value: bigint, places: number): string => {
  const digits = value.toString().padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '')
}
