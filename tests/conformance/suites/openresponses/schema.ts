import { z } from 'zod'

/**
 * The answers of a server, from the OpenAPI document of Open Responses, version 2026-04-24
 * (openresponses.org/reference), with the same required and optional fields.
 */
const text = (type: string) => z.looseObject({ type: z.literal(type), text: z.string() })

const citation = z.looseObject({
  type: z.literal('url_citation'),
  url: z.string(),
  start_index: z.int(),
  end_index: z.int(),
  title: z.string(),
})

const logprob = z.looseObject({
  token: z.string(),
  logprob: z.number(),
  bytes: z.array(z.int()),
  top_logprobs: z.array(z.looseObject({ token: z.string(), logprob: z.number(), bytes: z.array(z.int()) })),
})

const part = z.union([
  z.looseObject({
    type: z.literal('output_text'),
    text: z.string(),
    annotations: z.array(citation),
    logprobs: z.array(logprob).optional(),
  }),
  text('input_text'),
  text('text'),
  text('summary_text'),
  text('reasoning_text'),
  z.looseObject({ type: z.literal('refusal'), refusal: z.string() }),
  z.looseObject({
    type: z.literal('input_image'),
    image_url: z.string().nullable(),
    detail: z.enum(['low', 'high', 'auto']),
  }),
  z.looseObject({
    type: z.literal('input_file'),
    filename: z.string().optional(),
    file_url: z.string().optional(),
  }),
])

const status = z.enum(['in_progress', 'completed', 'incomplete'])

const item = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('message'),
    id: z.string(),
    status,
    role: z.enum(['user', 'assistant', 'system', 'developer']),
    content: z.array(part),
    phase: z.enum(['commentary', 'final_answer']).optional(),
  }),
  z.looseObject({
    type: z.literal('function_call'),
    id: z.string(),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
    status,
  }),
  z.looseObject({
    type: z.literal('function_call_output'),
    id: z.string(),
    call_id: z.string(),
    output: z.union([z.string(), z.array(part)]),
    status,
  }),
  z.looseObject({
    type: z.literal('reasoning'),
    id: z.string(),
    summary: z.array(part),
    content: z.array(part).optional(),
    encrypted_content: z.string().optional(),
  }),
  z.looseObject({ type: z.literal('compaction'), id: z.string(), encrypted_content: z.string() }),
])

const usage = z.looseObject({
  input_tokens: z.int(),
  output_tokens: z.int(),
  total_tokens: z.int(),
  input_tokens_details: z.looseObject({ cached_tokens: z.int() }),
  output_tokens_details: z.looseObject({ reasoning_tokens: z.int() }),
})

const functionTool = z.looseObject({
  type: z.literal('function'),
  name: z.string(),
  description: z.string().nullable(),
  parameters: z.looseObject({}).nullable(),
  strict: z.boolean().nullable(),
})

const toolMode = z.enum(['none', 'auto', 'required'])
const toolChoice = z.union([
  toolMode,
  z.looseObject({ type: z.literal('function'), name: z.string().optional() }),
  z.looseObject({ type: z.literal('allowed_tools'), tools: z.array(z.looseObject({})), mode: toolMode }),
])

export const responseResource = z.looseObject({
  id: z.string(),
  object: z.literal('response'),
  created_at: z.int(),
  completed_at: z.int().nullable(),
  status: z.string(),
  incomplete_details: z.looseObject({ reason: z.string() }).nullable(),
  model: z.string(),
  previous_response_id: z.string().nullable(),
  instructions: z.string().nullable(),
  output: z.array(item),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  tools: z.array(functionTool),
  tool_choice: toolChoice,
  truncation: z.enum(['auto', 'disabled']),
  parallel_tool_calls: z.boolean(),
  text: z.looseObject({
    format: z.looseObject({ type: z.string() }),
    verbosity: z.enum(['low', 'medium', 'high']).optional(),
  }),
  top_p: z.number(),
  presence_penalty: z.number(),
  frequency_penalty: z.number(),
  top_logprobs: z.int(),
  temperature: z.number(),
  reasoning: z
    .looseObject({
      effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).nullable(),
      summary: z.enum(['concise', 'detailed', 'auto']).nullable(),
    })
    .nullable(),
  usage: usage.nullable(),
  max_output_tokens: z.int().nullable(),
  max_tool_calls: z.int().nullable(),
  store: z.boolean(),
  background: z.boolean(),
  service_tier: z.string(),
  metadata: z.looseObject({}),
  safety_identifier: z.string().nullable(),
  prompt_cache_key: z.string().nullable(),
})
export type ResponseResource = z.output<typeof responseResource>

export const compactResource = z.looseObject({
  id: z.string(),
  object: z.literal('response.compaction'),
  output: z.array(item),
  created_at: z.int(),
  usage,
})

const event = <Shape extends z.ZodRawShape>(type: string, shape: Shape) =>
  z.looseObject({ type: z.literal(type), sequence_number: z.int(), ...shape })
const ofResponse = (type: string) => event(type, { response: responseResource })
const ofItem = (type: string) => event(type, { output_index: z.int(), item: item.nullable() })
const inItem = { item_id: z.string(), output_index: z.int() }
const inContent = { ...inItem, content_index: z.int() }
const inSummary = { ...inItem, summary_index: z.int() }
const logprobs = { logprobs: z.array(logprob).optional() }

export const streamingEvent = z.discriminatedUnion('type', [
  ofResponse('response.created'),
  ofResponse('response.queued'),
  ofResponse('response.in_progress'),
  ofResponse('response.completed'),
  ofResponse('response.failed'),
  ofResponse('response.incomplete'),
  ofItem('response.output_item.added'),
  ofItem('response.output_item.done'),
  event('response.content_part.added', { ...inContent, part }),
  event('response.content_part.done', { ...inContent, part }),
  event('response.output_text.delta', { ...inContent, delta: z.string(), ...logprobs }),
  event('response.output_text.done', { ...inContent, text: z.string(), ...logprobs }),
  event('response.output_text.annotation.added', {
    ...inContent,
    annotation_index: z.int(),
    annotation: citation.nullable(),
  }),
  event('response.refusal.delta', { ...inContent, delta: z.string() }),
  event('response.refusal.done', { ...inContent, refusal: z.string() }),
  event('response.reasoning.delta', { ...inContent, delta: z.string() }),
  event('response.reasoning.done', { ...inContent, text: z.string() }),
  event('response.reasoning_summary_part.added', { ...inSummary, part }),
  event('response.reasoning_summary_part.done', { ...inSummary, part }),
  event('response.reasoning_summary_text.delta', { ...inSummary, delta: z.string() }),
  event('response.reasoning_summary_text.done', { ...inSummary, text: z.string() }),
  event('response.function_call_arguments.delta', { ...inItem, delta: z.string() }),
  event('response.function_call_arguments.done', { ...inItem, arguments: z.string() }),
  event('error', {
    error: z.looseObject({
      type: z.string(),
      code: z.string().nullable(),
      message: z.string(),
      param: z.string().nullable(),
    }),
  }),
])

/** A failure on a WebSocket. */
export const socketError = z.looseObject({
  type: z.literal('error'),
  status: z.int(),
  error: z.looseObject({ code: z.string(), message: z.string() }),
})
