import { z } from 'zod'

/** The query of `GET /v1/models`. */
export const modelsQuerySchema = z.object({
  all: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true`: also models that the key may not call, or that no provider serves now.'),
})

const perToken = (what: string) => z.string().optional().describe(`US dollars per ${what}, as decimal text.`)

const pricing = z.strictObject({
  prompt: z.string().describe('US dollars per token of the prompt, as decimal text.'),
  completion: z.string().describe('US dollars per token of the answer, as decimal text.'),
  input_cache_read: perToken('token read from a provider’s cache'),
  input_cache_write: perToken('token written to a provider’s cache'),
  input_cache_write_1h: perToken('token written to a cache that lasts an hour'),
  internal_reasoning: perToken('token of reasoning'),
  audio: perToken('token of audio in the prompt'),
  audio_output: perToken('token of audio in the answer'),
  image_token: perToken('token of images in the prompt'),
  image_output: perToken('token of images in the answer'),
  request: perToken('request'),
  image: perToken('image made'),
  second: perToken('second of audio or video'),
  minute: perToken('minute of audio or video'),
  million_characters: perToken('million characters'),
  hour: perToken('hour'),
  gigabyte_hour: perToken('gigabyte kept for an hour'),
  web_search: perToken('web search that the provider runs'),
})

const tokens = z.int().positive().nullable()
const modalities = z.array(z.string())

export const modelSchema = z
  .strictObject({
    id: z.string().describe('What requests call it: `provider/model`.'),
    canonical_slug: z.string().describe('The same.'),
    object: z.literal('model'),
    created: z.int().describe('Seconds since 1970.'),
    owned_by: z.string(),
    name: z.string(),
    description: z.string(),
    context_length: tokens.describe('Tokens of prompt and answer together; null when unknown.'),
    architecture: z.strictObject({
      modality: z.string().describe('Both lists in one: `text+image->text`.'),
      input_modalities: modalities,
      output_modalities: modalities,
    }),
    pricing: pricing.describe('A class of tokens without a price of its own costs what its side costs.'),
    pricing_tiers: z
      .array(pricing.extend({ above_prompt_tokens: z.int() }))
      .optional()
      .describe('What requests cost whose whole prompt is larger than that.'),
    pricing_variants: z
      .array(pricing.partial().extend({ when: z.record(z.string(), z.string()) }))
      .optional()
      .describe(
        'Other prices for requests that have all of `when`, as a size and a quality. The first one counts.',
      ),
    top_provider: z.strictObject({
      context_length: tokens,
      max_completion_tokens: tokens,
      is_moderated: z.literal(false).describe('Nothing is moderated on the way to a provider.'),
    }),
    default_parameters: z.null().describe('What a request does not say, its provider chooses.'),
    per_request_limits: z.null(),
    supported_voices: z
      .array(z.string())
      .nullable()
      .describe(
        'The voices of a model that speaks, where they are known. OpenAI’s names mean one of them each.',
      ),
    links: z.strictObject({ details: z.string().describe('Where the model is described.') }),
    supported_parameters: z.array(z.string()),
    expiration_date: z.string().optional().describe('The day on which its last provider stops serving it.'),
    shutdown_date: z.string().optional().describe('The same day.'),
    replacement: z.string().optional().describe('The model that its maker recommends instead.'),
  })
  .meta({ id: 'Model' })

export const modelCountSchema = z
  .strictObject({ data: z.strictObject({ count: z.int().nonnegative() }) })
  .meta({ id: 'ModelCount' })

export const modelListSchema = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(modelSchema),
    total_count: z.int().nonnegative(),
    links: z.strictObject({ next: z.null() }).describe('All models are in one answer.'),
  })
  .meta({ id: 'ModelList' })
