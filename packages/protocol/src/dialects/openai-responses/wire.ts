import { z } from 'zod'
import { EFFORTS } from '../../canonical/thinking.ts'
import { openWords } from '../open-words.ts'

const item = z.looseObject({ type: z.string().nullish(), role: z.string().nullish() })
export type WireItem = z.output<typeof item>

/** The body of `/v1/responses`: the fields that we translate. Loose, so that the others are kept. */
export const requestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([z.string(), z.array(item)]).nullish(),
  instructions: z.string().nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
  tool_choice: z.union([z.string(), z.looseObject({ type: z.string() })]).nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  text: z
    .looseObject({
      format: z.looseObject({ type: z.string() }).nullish(),
      verbosity: openWords(['low', 'medium', 'high']).nullish(),
    })
    .nullish(),
  reasoning: z.looseObject({ effort: openWords(EFFORTS).nullish(), summary: z.string().nullish() }).nullish(),
  max_output_tokens: z.int().positive().nullish(),
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  user: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  service_tier: z.string().nullish(),
  top_logprobs: z.int().min(0).max(20).nullish(),
})
export type WireRequest = z.output<typeof requestSchema>
export const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(requestSchema.shape))

export const functionToolSchema = z.looseObject({
  type: z.string(),
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  strict: z.boolean().nullish(),
})
export const KNOWN_TOOL_FIELDS: ReadonlySet<string> = new Set(Object.keys(functionToolSchema.shape))

/** Functions and custom tools of one group. */
export const namespaceSchema = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  tools: z.array(z.looseObject({ type: z.string() })),
})

export const jsonSchemaFormatSchema = z.looseObject({
  name: z.string(),
  description: z.string().nullish(),
  schema: z.record(z.string(), z.unknown()),
  strict: z.boolean().nullish(),
})

const part = z.looseObject({ type: z.string() })
export type WirePart = z.output<typeof part>
const content = z.union([z.string(), z.array(part)])
export type WireContent = z.output<typeof content>

export const itemSchemas = {
  message: z.looseObject({ role: z.enum(['user', 'assistant', 'system', 'developer']), content }),
  functionCall: z.looseObject({
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
    namespace: z.string().nullish(),
  }),
  customCall: z.looseObject({
    call_id: z.string(),
    name: z.string(),
    input: z.string(),
    namespace: z.string().nullish(),
  }),
  functionOutput: z.looseObject({ call_id: z.string(), output: content, name: z.string().nullish() }),
  reasoning: z.looseObject({
    id: z.string().nullish(),
    summary: z.array(z.looseObject({ text: z.string() })).nullish(),
    content: z.array(z.looseObject({ text: z.string() })).nullish(),
    encrypted_content: z.string().nullish(),
  }),
}

const breakpoint = z.looseObject({ ttl: z.string().nullish() }).nullish()
export type WireBreakpoint = z.output<typeof breakpoint>

export const partSchemas = {
  text: z.looseObject({
    text: z.string(),
    annotations: z.array(z.unknown()).nullish(),
    prompt_cache_breakpoint: breakpoint,
  }),
  refusal: z.looseObject({ refusal: z.string() }),
  image: z.looseObject({
    image_url: z.string().nullish(),
    file_id: z.string().nullish(),
    detail: z.string().nullish(),
    prompt_cache_breakpoint: breakpoint,
  }),
  file: z.looseObject({
    file_data: z.string().nullish(),
    file_id: z.string().nullish(),
    file_url: z.string().nullish(),
    filename: z.string().nullish(),
    prompt_cache_breakpoint: breakpoint,
  }),
  audio: z.looseObject({ input_audio: z.looseObject({ data: z.string(), format: z.string() }) }),
}
