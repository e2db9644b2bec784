import type { modelSchema } from '@gptget/api/schemas/models'
import type { CatalogModel } from '@gptget/contracts'
import type { z } from 'zod'

type Price = CatalogModel['price']
type Rates = Omit<Price, 'tiers'>

/** A model as `/v1/models` lists it: the spec's fields and OpenRouter's. Prices are US dollars per token, as text. */
export const describeModel = (model: CatalogModel): z.output<typeof modelSchema> => ({
  id: model.id,
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
  pricing: describePrice(model.price),
  ...describeTiers(model.price),
  top_provider: { context_length: model.contextTokens, max_completion_tokens: model.maxOutputTokens },
  supported_parameters: model.supportedParameters,
  ...(model.retiresAt === null ? {} : { expiration_date: model.retiresAt }),
})

/** What longer requests cost: the whole of one whose input is larger than `above_prompt_tokens`. */
const describeTiers = ({ tiers }: Price) =>
  tiers === undefined
    ? {}
    : {
        pricing_tiers: tiers.map((tier) => ({ above_prompt_tokens: tier.above, ...describePrice(tier) })),
      }

/** OpenRouter's names for the token classes. */
const PRICE_NAMES: Record<Exclude<keyof Rates, 'request'>, string> = {
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

/** Prices in US dollars per token, as text. */
export const describePrice = (price: Rates): Record<string, string> => {
  const described: Record<string, string> = {}
  for (const [field, name] of Object.entries(PRICE_NAMES)) {
    const rate = price[field as keyof Rates]
    if (rate !== undefined) described[name] = perToken(rate)
  }
  if (price.request !== undefined) described.request = decimal(price.request, 9)
  return described
}

/** Nano-USD per million tokens as US dollars per token. */
const perToken = (rate: bigint): string => decimal(rate, 15)

const decimal = (value: bigint, places: number): string => {
  const digits = value.toString().padStart(places + 1, '0')
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '')
}
