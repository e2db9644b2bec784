import { anthropicMessagesWire as wire } from '@gptget/protocol'
import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

const { shape } = wire.requestSchema
const { document, ...plainBlocks } = wire.blockSchemas

const typed = <Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: z.ZodObject<Fields>) =>
  z.looseObject({ ...fields.shape, type: z.literal(type) })

const block = z
  .union([
    typed('text', plainBlocks.text),
    typed('image', plainBlocks.image),
    typed('document', document),
    typed('thinking', plainBlocks.thinking),
    typed('redacted_thinking', plainBlocks.redacted_thinking),
    typed('tool_use', plainBlocks.tool_use),
    typed('tool_result', plainBlocks.tool_result),
  ])
  .meta({ id: 'MessageContentBlock' })

const message = z
  .looseObject({
    role: z.enum(['user', 'assistant', 'system']),
    content: z.union([z.string(), z.array(block)]),
  })
  .meta({ id: 'MessageParam' })

const described = {
  ...shape,
  model: shape.model.describe('The model: `provider/model`.'),
  messages: z.array(message).min(1).describe('The conversation so far.'),
  system: shape.system.describe('System instructions for the model.'),
  stream: shape.stream.describe('Answer as server-sent events.'),
  tools: z.array(wire.toolSchema).nullish().describe('Tools that the model may use.'),
  tool_choice: shape.tool_choice.describe('Whether the model may, must or must not use a tool, and which.'),
  thinking: shape.thinking.describe('Whether to reason before answering, and how much.'),
  output_config: shape.output_config.describe('The effort, and a JSON schema for the answer.'),
  output_format: shape.output_format.describe(
    'A JSON schema for the answer: the beta’s name for `output_config.format`.',
  ),
  temperature: shape.temperature.describe('Sampling temperature: 0 to 1.'),
  top_p: shape.top_p.describe('Sample only from the most likely tokens that together have this probability.'),
  top_k: shape.top_k.describe('Sample only from this many of the most likely tokens.'),
  stop_sequences: shape.stop_sequences.describe('Texts at which the answer stops.'),
  metadata: shape.metadata.describe('Your own id of the end user.'),
  service_tier: shape.service_tier.describe('The provider’s service tier.'),
}

export const messageRequestSchema = z
  .looseObject({
    ...described,
    ...preferenceFields,
    max_tokens: z.int().positive().describe('The maximum number of output tokens.'),
  })
  .meta({ id: 'MessageRequest' })

const { max_tokens: _, ...countable } = described

export const countTokensRequestSchema = z.looseObject(countable).meta({ id: 'CountTokensRequest' })

export const tokenCountSchema = z
  .strictObject({ input_tokens: z.int().nonnegative() })
  .meta({ id: 'TokenCount' })

const count = z.int().nonnegative()

const usage = z.looseObject({
  input_tokens: count.describe('Input tokens, without those read from or written to the cache.'),
  cache_creation_input_tokens: count.nullish(),
  cache_read_input_tokens: count.nullish(),
  output_tokens: count,
  cost: z.number().optional().describe('What was charged, in US dollars.'),
})

export const messageSchema = z
  .looseObject({
    id: z.string().describe('Look it up at `/v1/generation`.'),
    type: z.literal('message'),
    role: z.literal('assistant'),
    model: z.string(),
    content: z
      .array(z.looseObject({ type: z.string() }))
      .describe('Blocks: `text`, `thinking`, `redacted_thinking`, `tool_use`.'),
    stop_reason: z
      .string()
      .nullable()
      .describe('`end_turn`, `max_tokens`, `stop_sequence`, `tool_use`, `refusal` or `pause_turn`.'),
    stop_sequence: z.string().nullish(),
    usage,
  })
  .meta({ id: 'Message' })

export const messageEventSchema = z
  .looseObject({
    type: z
      .string()
      .describe(
        '`message_start`, `content_block_start`, `content_block_delta`, `content_block_stop`, `message_delta`, `message_stop`, `ping` or `error`.',
      ),
    index: z.int().optional(),
    message: messageSchema.optional(),
    content_block: z.looseObject({ type: z.string() }).optional(),
    delta: z.looseObject({}).optional(),
    usage: z.looseObject({}).optional(),
  })
  .meta({ id: 'MessageEvent' })
