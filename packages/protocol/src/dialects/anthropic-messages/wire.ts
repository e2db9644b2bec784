import { z } from 'zod'
import { THINKING_EFFORTS } from '../../canonical/thinking.ts'
import { openWords } from '../open-words.ts'

const cacheControl = z.looseObject({ type: z.string(), ttl: openWords(['5m', '1h']).nullish() }).nullish()
/** It says `none` by switching thinking off. */
export const EFFORTS: readonly string[] = THINKING_EFFORTS.slice(1)

const block = z.looseObject({ type: z.string() })
const content = z.union([z.string(), z.array(block)])

export type WireBlock = z.output<typeof block>
export type WireContent = z.output<typeof content>
export type WireCache = z.output<typeof cacheControl>

const outputFormat = z
  .looseObject({ type: z.string(), schema: z.record(z.string(), z.unknown()).nullish() })
  .nullish()

/** The body of `/v1/messages`. `/v1/messages/count_tokens` has no `max_tokens`, so its reader adds it. */
export const requestSchema = z.looseObject({
  model: z.string().min(1),
  max_tokens: z.int({ error: ({ input }) => (input == null ? 'Field required' : undefined) }).positive(),
  messages: z.array(z.looseObject({ role: z.enum(['user', 'assistant', 'system']), content })).min(1),
  system: z
    .union([
      z.string(),
      z.array(z.looseObject({ type: z.string(), text: z.string().nullish(), cache_control: cacheControl })),
    ])
    .nullish(),
  stream: z.boolean().nullish(),
  tools: z.array(z.looseObject({ type: z.string().nullish(), name: z.string().nullish() })).nullish(),
  tool_choice: z
    .looseObject({
      type: openWords(['auto', 'any', 'tool', 'none']),
      name: z.string().nullish(),
      disable_parallel_tool_use: z.boolean().nullish(),
    })
    .nullish(),
  thinking: z
    .looseObject({
      type: z.string(),
      budget_tokens: z.int().nonnegative().nullish(),
      display: z.string().nullish(),
    })
    .nullish(),
  output_config: z.looseObject({ effort: openWords(EFFORTS).nullish(), format: outputFormat }).nullish(),
  /** The beta's field for the same; its SDK still has it. */
  output_format: outputFormat,
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  top_k: z.int().nullish(),
  stop_sequences: z.array(z.string()).nullish(),
  metadata: z.looseObject({ user_id: z.string().nullish() }).nullish(),
  service_tier: z.string().nullish(),
})
export type WireRequest = z.output<typeof requestSchema>
export const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(requestSchema.shape))

export const toolSchema = z.looseObject({
  name: z.string().min(1),
  type: z.string().nullish(),
  description: z.string().nullish(),
  input_schema: z.record(z.string(), z.unknown()),
  strict: z.boolean().nullish(),
  cache_control: cacheControl,
})
/** Fields of the tools that Anthropic defines. */
export const clientToolSchema = z.looseObject({ strict: z.boolean().nullish(), cache_control: cacheControl })
export const KNOWN_TOOL_FIELDS: ReadonlySet<string> = new Set(Object.keys(toolSchema.shape))

const mediaSource = z.looseObject({
  type: z.string(),
  media_type: z.string().nullish(),
  data: z.string().nullish(),
  url: z.string().nullish(),
  file_id: z.string().nullish(),
})
export type WireSource = z.output<typeof mediaSource>

export const blockSchemas = {
  text: z.looseObject({
    text: z.string(),
    cache_control: cacheControl,
    citations: z.array(z.unknown()).nullish(),
  }),
  image: z.looseObject({ source: mediaSource, cache_control: cacheControl }),
  document: z.looseObject({
    type: z.string(),
    source: mediaSource,
    title: z.string().nullish(),
    context: z.string().nullish(),
    cache_control: cacheControl,
  }),
  thinking: z.looseObject({ thinking: z.string(), signature: z.string().nullish() }),
  redacted_thinking: z.looseObject({ data: z.string() }),
  tool_use: z.looseObject({
    id: z.string(),
    name: z.string(),
    input: z.unknown(),
    cache_control: cacheControl,
  }),
  tool_result: z.looseObject({
    tool_use_id: z.string(),
    content: content.nullish(),
    is_error: z.boolean().nullish(),
    cache_control: cacheControl,
  }),
}
export const KNOWN_DOCUMENT_FIELDS: ReadonlySet<string> = new Set(Object.keys(blockSchemas.document.shape))
