import { LEAST_HELD_SECONDS, SPEECH_FORMATS, TASK_METHODS } from '@gptget/protocol'
import type { BuiltInTool, Quirks } from '@gptget/protocol'
import type { Dialect } from '@gptget/contracts'
import { z } from 'zod'
import { price } from './price-schema.ts'
import { thinking } from './thinking-schema.ts'

/** The operator's names for the dialects; ours work too. */
const DIALECT_NAMES: Record<string, Dialect> = {
  openai: 'openai-chat',
  'openai-chat': 'openai-chat',
  'openai-responses': 'openai-responses',
  anthropic: 'anthropic-messages',
  'anthropic-messages': 'anthropic-messages',
  gemini: 'gemini',
}

const dialect = z
  .enum(Object.keys(DIALECT_NAMES) as [string, ...string[]])
  .transform((name) => DIALECT_NAMES[name]!)

const milliseconds = z.coerce.number().int().positive()
const tokens = z.coerce.number().int().positive()

/** `maxTokensField` -> `max_tokens_field`. */
type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${SnakeCase<Rest>}`
    : `_${Lowercase<First>}${SnakeCase<Rest>}`
  : Name

/** All quirks, so that an operator can configure everything that a row can. */
const quirkFields = {
  max_tokens_field: z.enum(['max_tokens', 'max_completion_tokens']),
  has_stream_usage_option: z.boolean(),
  has_developer_role: z.boolean(),
  thinking_field: z.enum(['reasoning_content', 'reasoning', 'thinking']),
  tool_result_needs_name: z.boolean(),
  call_id_length: z.number().int().min(8).max(64),
  seed_field: z.enum(['random_seed']),
  has_strict_tools: z.boolean(),
  has_json_schema: z.boolean(),
  has_content_parts: z.boolean(),
  cache_marker_field: z.enum(['cache_control', 'prompt_cache_breakpoint']),
  has_top_k: z.boolean(),
  has_reasoning_object: z.boolean(),
  has_thinking_switch: z.boolean(),
  has_openai_fields: z.boolean(),
  must_replay_thinking: z.boolean(),
  has_effort_levels: z.boolean(),
  version_in_body: z.string().min(1),
  embedding_method: z.enum(['predict']),
  speech_method: z.enum(['elevenlabs']),
  speech_formats: z.array(z.enum(SPEECH_FORMATS)).min(1),
  transcription_method: z.enum(['deepgram', 'elevenlabs']),
  has_speakers: z.boolean(),
  least_sound_seconds: z.number().int().nonnegative().max(LEAST_HELD_SECONDS),
  rerank_method: z.enum(['cohere', 'voyage']),
  has_media_urls: z.boolean(),
  image_method: z.enum(['black-forest', 'chat', 'fal', 'openrouter', 'predict', 'replicate', 'xai']),
  task_method: z.enum(TASK_METHODS),
  has_generate_content_request: z.boolean(),
  requires_thought_signature: z.boolean(),
} satisfies Record<SnakeCase<keyof Quirks>, z.ZodType>

const quirks = z
  .strictObject(quirkFields)
  .partial()
  .transform((written): Quirks =>
    Object.fromEntries(Object.entries(written).map(([name, value]) => [camelCase(name), value])),
  )

const camelCase = (name: string): string =>
  name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

const provider = z.strictObject({
  /** Optional for a provider that is known by its name. */
  dialect: dialect.optional(),
  base_url: z.url({ protocol: /^https?$/ }).optional(),
  /** The address of its realtime sessions, if not `{base_url}/realtime`; `{model}` in it is replaced by the model. */
  realtime_url: z.url({ protocol: /^(https?|wss?)$/ }).optional(),
  /** The secret of the provider's webhooks, from its dashboard, for providers that do not return it. */
  webhook_secret: z.string().min(1).optional(),
  /** The URL of the public keys of its webhooks (fal), if not the provider's usual one. */
  webhook_keys_url: z.url({ protocol: /^https?$/ }).optional(),
  /** One, or several used in turn. */
  api_key: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /**
   * Whether the catalog's models at this provider are offered. Default: yes, unless `base_url` is another address,
   * whose models are unknown.
   */
  catalog: z.boolean().optional(),
  timeouts: z
    .strictObject({
      connect_ms: milliseconds.optional(),
      first_token_ms: milliseconds.optional(),
      idle_ms: milliseconds.optional(),
    })
    .optional(),
  quirks: quirks.optional(),
  /** Default: true. `false`: a request whose caller disconnected before the first token costs nothing here. */
  charges_abandoned: z.boolean().optional(),
})
export type ProviderConfiguration = z.output<typeof provider>

const route = z.strictObject({
  provider: z.string(),
  model: z.string().min(1),
  weight: z.coerce.number().positive().default(1),
  /** Where this provider's charges differ from the model's price. */
  price: price.optional(),
})

const model = z.strictObject({
  routes: z.array(route).min(1),
  price,
  name: z.string().optional(),
  description: z.string().optional(),
  context_length: tokens.optional(),
  max_output_tokens: tokens.optional(),
  input_modalities: z.array(z.enum(['text', 'image', 'audio', 'file', 'video'])).optional(),
  /** `embeddings`: only embeddings; likewise `speech`, `transcription` and `rerank`. */
  output_modalities: z
    .array(
      z.enum(['text', 'image', 'audio', 'embeddings', 'speech', 'transcription', 'rerank', 'video', 'music']),
    )
    .optional(),
  /** For a speech model, female and male voices in turn: each of OpenAI's names maps to one. */
  voices: z.array(z.string().min(1)).min(1).optional(),
  supported_parameters: z.array(z.string()).optional(),
  /** How it reasons, if that is unknown or the server differs from the model's vendor. */
  thinking: thinking.optional(),
  /** A second route starts if no token arrived in this time; the first token wins. */
  hedge_after_ms: milliseconds.optional(),
})
export type ModelConfiguration = z.output<typeof model>

const alias = z
  .string()
  .regex(/^[^\s*]+$|^[^\s*]*\*[^\s*]*$/, 'a name has no spaces and at most one *')
  .max(200)

/** The operator's name for the price of a call -> ours. */
const CALL_COSTS: Record<string, BuiltInTool> = {
  tokens: 'tokens',
  web_search: 'webSearch',
  file_search: 'fileSearch',
  code_execution: 'codeExecution',
  maps: 'maps',
}
const callCost = z
  .enum(Object.keys(CALL_COSTS) as [string, ...string[]])
  .transform((word) => CALL_COSTS[word]!)

/** What callers may request in addition to what is known to be paid for. */
const allowed = z.strictObject({
  anthropic_betas: z.array(z.string().regex(/^[\w.-]+$/)).default([]),
  /** Tools that a provider runs, by their names in its dialect -> the price of their calls. */
  tools: z.record(z.string().min(1), callCost).default({}),
})

export const configurationSchema = z.strictObject({
  providers: z.record(z.string().regex(/^[a-z0-9][a-z0-9_.-]*$/i), provider).default({}),
  models: z
    .record(z.string().regex(/^[^/\s]+\/\S+$/, 'a model id has the form provider/model'), model)
    .default({}),
  /** Aliases of models -> their ids. One `*` in both matches the same text: `gpt-*: openai/gpt-*`. */
  aliases: z.record(alias, alias).default({}),
  allowed: allowed.default({ anthropic_betas: [], tools: {} }),
})
export type Configuration = z.output<typeof configurationSchema>
