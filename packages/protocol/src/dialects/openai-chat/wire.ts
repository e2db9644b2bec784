import { z } from 'zod'
import { openWords } from '../open-words.ts'
import { EFFORTS } from '../../canonical/thinking.ts'

const cacheControl = z.looseObject({ type: z.string(), ttl: z.string().nullish() }).nullish()

const functionSchema = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  strict: z.boolean().nullish(),
  cache_control: cacheControl,
})

/** The fields of `/v1/chat/completions` that have a canonical form. Loose, so that the others are kept. */
const translatedSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(z.looseObject({ role: z.string() })).min(1),
  stream: z.boolean().nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  /** The predecessor of tools, see `fromFunctions`. */
  functions: z.array(functionSchema).nullish(),
  function_call: z.union([z.enum(['auto', 'none']), z.looseObject({ name: z.string() })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  max_tokens: z.int().positive().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string())]).nullish(),
  seed: z.int().nullish(),
  frequency_penalty: z.number().nullish(),
  presence_penalty: z.number().nullish(),
  verbosity: openWords(['low', 'medium', 'high']).nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
  reasoning_effort: openWords(EFFORTS).nullish(),
  /** OpenRouter's format of the same. */
  reasoning: z
    .looseObject({
      effort: openWords(EFFORTS).nullish(),
      max_tokens: z.int().nonnegative().nullish(),
      exclude: z.boolean().nullish(),
      enabled: z.boolean().nullish(),
    })
    .nullish(),
  user: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  prompt_cache_key: z.string().nullish(),
  service_tier: z.string().nullish(),
})

/** A caller's request, with fields that only this dialect's providers have, so that an invalid one is reported here. */
export const requestSchema = translatedSchema.extend({
  /** DeepSeek's switch, which others have adopted; LiteLLM's callers set a budget here. */
  thinking: z
    .looseObject({ type: z.string().nullish(), budget_tokens: z.int().positive().nullish() })
    .nullish(),
  n: z.int().min(1).max(128).nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  logit_bias: z.record(z.string(), z.number()).nullish(),
  modalities: z.array(z.string()).nullish(),
  store: z.boolean().nullish(),
})
export type WireRequest = z.output<typeof requestSchema>

export const functionToolSchema = z.looseObject({ function: functionSchema, cache_control: cacheControl })

export const jsonSchemaFormatSchema = z.looseObject({
  json_schema: z.looseObject({
    name: z.string(),
    description: z.string().nullish(),
    schema: z.record(z.string(), z.unknown()).nullish(),
    strict: z.boolean().nullish(),
  }),
})

const contentSchema = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]).nullish()
export type WireContent = z.output<typeof contentSchema>
export type WirePart = Record<string, unknown> & { type: string }

/** LiteLLM's callers mark whole messages; OpenRouter's mark parts. */
export const speakerMessageSchema = z.looseObject({
  content: contentSchema,
  name: z.string().nullish(),
  cache_control: cacheControl,
})

export const toolMessageSchema = z.looseObject({
  content: contentSchema,
  tool_call_id: z.string(),
  cache_control: cacheControl,
})

/** The result of a function, the predecessor of tools. */
export const functionMessageSchema = z.looseObject({ name: z.string(), content: contentSchema })

const reasoningDetails = z.array(z.looseObject({})).nullish()

export const providerFieldsSchema = z.looseObject({
  reasoning: z.string().nullish(),
  reasoning_details: reasoningDetails,
})

export const assistantMessageSchema = z.looseObject({
  content: contentSchema,
  name: z.string().nullish(),
  cache_control: cacheControl,
  refusal: z.string().nullish(),
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_details: reasoningDetails,
  /** Where LiteLLM (1.110) puts fields of an answer that it does not know, also in the next request. */
  provider_specific_fields: providerFieldsSchema.nullish(),
  audio: z.looseObject({ id: z.string() }).nullish(),
  /** The field of answers for cited pages. */
  annotations: z.array(z.looseObject({})).nullish(),
  /** OpenRouter's field for images created by a model. */
  images: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_calls: z
    .array(
      z.looseObject({
        id: z.string(),
        type: z.string().nullish(),
        function: z.looseObject({ name: z.string(), arguments: z.string() }).nullish(),
        extra_content: z.looseObject({}).nullish(),
      }),
    )
    .nullish(),
})
export type WireAssistant = z.output<typeof assistantMessageSchema>

const breakpoint = z.looseObject({ ttl: z.string().nullish() }).nullish()
const marked = { cache_control: cacheControl, prompt_cache_breakpoint: breakpoint }

export const partSchemas = {
  text: z.looseObject({ text: z.string(), ...marked }),
  refusal: z.looseObject({ refusal: z.string() }),
  image_url: z.looseObject({
    image_url: z.union([z.string(), z.looseObject({ url: z.string(), detail: z.string().nullish() })]),
    ...marked,
  }),
  input_audio: z.looseObject({ input_audio: z.looseObject({ data: z.string(), format: z.string() }) }),
  file: z.looseObject({
    file: z.looseObject({
      file_data: z.string().nullish(),
      file_id: z.string().nullish(),
      filename: z.string().nullish(),
    }),
    ...marked,
  }),
  video_url: z.looseObject({ video_url: z.union([z.string(), z.looseObject({ url: z.string() })]) }),
}
export type Marked = z.output<(typeof partSchemas)['text']>

export const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(translatedSchema.shape))
