import { z } from 'zod'

/** The query of `GET /v1/models`. */
export const modelsQuerySchema = z.object({
  all: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true`: also models that the key may not call, or that no provider serves at the moment.'),
})

const pageSize = z.coerce.number().pipe(z.int().min(1).max(1_000)).default(1_000)
const modelId = z.string().min(1).max(300).optional()

/** The query of Anthropic's `GET /v1/models` (docs.claude.com, "List Models"). */
export const anthropicModelsQuerySchema = z.object({
  limit: pageSize.describe('With the header `anthropic-version`: models per page.'),
  after_id: modelId.describe('With the header `anthropic-version`: the `last_id` of the previous page.'),
  before_id: modelId.describe('With the header `anthropic-version`: the `first_id` of the next page.'),
})

/** The query of Google's `models.list` (ai.google.dev/api/models), whose pages have at most 1000 whatever is asked. */
export const googleModelsQuerySchema = z.object({
  pageSize: z.coerce
    .number()
    .pipe(z.int().min(0))
    .default(1_000)
    .describe('Models per page: at most 1000, also for larger numbers and for 0.'),
  pageToken: modelId.describe('The `nextPageToken` of the previous page.'),
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
  image: perToken('generated image'),
  second: perToken('second of audio or video'),
  minute: perToken('minute of audio or video'),
  million_characters: perToken('million characters'),
  hour: perToken('hour'),
  gigabyte_hour: perToken('gigabyte stored for an hour'),
  web_search: perToken('web search that the provider runs'),
})

const tokens = z.int().positive().nullable()
const modalities = z.array(z.string())

export const modelSchema = z
  .strictObject({
    id: z.string().describe('The name to use in requests: `provider/model`.'),
    canonical_slug: z.string().describe('The same.'),
    object: z.literal('model'),
    created: z.int().describe('Seconds since 1970.'),
    owned_by: z.string(),
    name: z.string(),
    description: z.string(),
    context_length: tokens.describe('Tokens of prompt and answer together; null when unknown.'),
    architecture: z.strictObject({
      modality: z.string().describe('Both lists as one text: `text+image->text`.'),
      input_modalities: modalities,
      output_modalities: modalities,
    }),
    pricing: pricing.describe(
      'A token class without its own price costs the same as prompt or completion tokens.',
    ),
    pricing_tiers: z
      .array(pricing.extend({ above_prompt_tokens: z.int() }))
      .optional()
      .describe('The prices of requests whose prompt is larger than `above_prompt_tokens`.'),
    pricing_variants: z
      .array(pricing.partial().extend({ when: z.record(z.string(), z.string()) }))
      .optional()
      .describe(
        'Other prices for requests that match all of `when`, such as a size and a quality. The first match applies.',
      ),
    top_provider: z.strictObject({
      context_length: tokens,
      max_completion_tokens: tokens,
      is_moderated: z.literal(false).describe('Requests are not moderated before they go to a provider.'),
    }),
    default_parameters: z.null().describe('null: the provider chooses the values that a request leaves out.'),
    per_request_limits: z.null(),
    supported_voices: z
      .array(z.string())
      .nullable()
      .describe(
        'The voices of a speech model, if they are known. Each of OpenAI’s names is mapped to one of them.',
      ),
    links: z.strictObject({ details: z.string().describe('A page that describes the model.') }),
    supported_parameters: z.array(z.string()),
    built_in_tools: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .describe(
        'The tools that the vendor runs for the model (`web_search`, `file_search`, `code_execution`, `maps`), each with ' +
          'its names in the vendor’s request format, newest first. An empty list: the model does not have the tool. ' +
          'If a tool is not listed, it is not known whether the model has it.',
      ),
    expiration_date: z.string().optional().describe('The day on which its last provider stops serving it.'),
    shutdown_date: z.string().optional().describe('The same day.'),
    replacement: z.string().optional().describe('The model that its maker recommends instead.'),
  })
  .meta({ id: 'Model' })

/** What Anthropic's SDKs read of a model (@anthropic-ai/sdk 1.14), in addition to the fields above. */
export const anthropicModelSchema = modelSchema.extend({
  type: z.literal('model'),
  display_name: z.string(),
  created_at: z.iso.datetime(),
  lifecycle: z.enum(['active', 'deprecated']),
  deprecated_at: z.null().describe('It is not known since when.'),
  retires_at: z.iso.datetime().nullable(),
  line: z.null(),
  max_input_tokens: tokens,
  max_tokens: tokens,
  capabilities: z.null(),
})

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
