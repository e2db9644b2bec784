import { openAiChatWire as wire } from '@gptget/protocol'
import { z } from 'zod'
import { runFields } from './runs.ts'
import { preferenceFields } from './preferences.ts'

const typed = <Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: z.ZodObject<Fields>) =>
  z.looseObject({ type: z.literal(type), ...fields.shape })

const part = z
  .union([
    typed('text', wire.partSchemas.text),
    typed('image_url', wire.partSchemas.image_url),
    typed('input_audio', wire.partSchemas.input_audio),
    typed('file', wire.partSchemas.file),
    typed('video_url', wire.partSchemas.video_url),
  ])
  .meta({ id: 'ChatContentPart' })

const content = z
  .union([z.string(), z.array(part)])
  .nullish()
  .describe('Text, or a list of parts.')

const message = z
  .union([
    z.looseObject({
      role: z.enum(['system', 'developer', 'user']),
      ...wire.speakerMessageSchema.shape,
      content,
    }),
    z.looseObject({ role: z.literal('assistant'), ...wire.assistantMessageSchema.shape, content }),
    z.looseObject({
      role: z.literal('tool'),
      ...wire.toolMessageSchema.shape,
      content,
      tool_call_id: z.string().describe('Which call this is the result of.'),
    }),
  ])
  .meta({ id: 'ChatMessage' })

const tool = z
  .looseObject({ type: z.literal('function'), ...wire.functionToolSchema.shape })
  .meta({ id: 'ChatTool' })

const responseFormat = z
  .union([
    z.looseObject({ type: z.enum(['text', 'json_object']) }),
    typed('json_schema', wire.jsonSchemaFormatSchema),
  ])
  .meta({ id: 'ChatResponseFormat' })

const { shape } = wire.requestSchema

export const chatRequestSchema = z
  .looseObject({
    ...shape,
    ...preferenceFields,
    model: shape.model.describe('Which model answers: `provider/model`.'),
    messages: z.array(message).min(1).describe('The conversation so far.'),
    stream: shape.stream.describe('Answer as server-sent events, token by token.'),
    stream_options: shape.stream_options.describe(
      '`include_usage`: usage in a last chunk of its own, without choices.',
    ),
    tools: z.array(tool).nullish().describe('Functions that the model may call.'),
    functions: shape.functions.describe('What `tools` were until November 2023; answered in kind.'),
    function_call: shape.function_call.describe('What `tool_choice` was then.'),
    tool_choice: shape.tool_choice.describe('`auto`, `none`, `required`, or the function to call.'),
    parallel_tool_calls: shape.parallel_tool_calls.describe('Whether one answer may hold several calls.'),
    response_format: responseFormat.nullish().describe('Force JSON, or JSON of a schema.'),
    max_completion_tokens: shape.max_completion_tokens.describe('Most tokens of answer, reasoning included.'),
    max_tokens: shape.max_tokens.describe('The older name of `max_completion_tokens`.'),
    temperature: shape.temperature.describe('How freely words are chosen: 0 to 2.'),
    top_p: shape.top_p.describe('Choose among the likeliest words that have this probability together.'),
    top_k: shape.top_k.describe('Choose among this many likeliest words, where the model can.'),
    stop: shape.stop.describe('Texts at which the answer ends.'),
    seed: shape.seed.describe('Same seed, same request: the same answer, as far as the model can.'),
    n: shape.n.describe('How many answers, where the provider can. Each is charged.'),
    logprobs: shape.logprobs.describe('Report how likely each token was, where the provider can.'),
    top_logprobs: shape.top_logprobs.describe('How many alternatives to report for each token.'),
    logit_bias: shape.logit_bias.describe(
      'Make tokens likelier or less likely, by their number: -100 to 100.',
    ),
    modalities: shape.modalities.describe('What the answer may hold: `text`, `audio`, `image`.'),
    store: shape.store.describe('Whether the provider may keep the answer.'),
    frequency_penalty: shape.frequency_penalty.describe('Against repeating words often: -2 to 2.'),
    presence_penalty: shape.presence_penalty.describe('Against repeating words at all: -2 to 2.'),
    verbosity: shape.verbosity.describe('How long an answer to aim for.'),
    reasoning_effort: shape.reasoning_effort.describe('How much to think before answering.'),
    thinking: shape.thinking.describe('DeepSeek’s switch for the same; with `budget_tokens` a budget.'),
    reasoning: shape.reasoning.describe('The same and more: effort or a budget, and whether to show it.'),
    user: shape.user.describe('Your own id of the person who asks.'),
    metadata: shape.metadata.describe('Your own labels.'),
    prompt_cache_key: shape.prompt_cache_key.describe('Requests with the same key share a provider’s cache.'),
    service_tier: shape.service_tier.describe('The provider’s service tier.'),
    computer_id: runFields.computer_id.describe(
      'A computer that the model is to see and drive until the task is done.',
    ),
    max_steps: z
      .int()
      .min(1)
      .max(500)
      .optional()
      .describe('Beside `computer_id`: how often the model is asked at most (25).'),
  })
  .meta({ id: 'ChatCompletionRequest' })

const count = z.int().nonnegative()

export const chatUsageSchema = z
  .looseObject({
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    prompt_tokens_details: z
      .looseObject({
        cached_tokens: count.optional(),
        cache_write_tokens: count.optional(),
        audio_tokens: count.optional(),
      })
      .optional(),
    completion_tokens_details: z
      .looseObject({ reasoning_tokens: count.optional(), audio_tokens: count.optional() })
      .optional(),
    cost: z.number().optional().describe('What was charged, in US dollars.'),
    ended_by: z
      .enum(['credits'])
      .optional()
      .describe('The answer ended because there was no credit for more of it.'),
  })
  .meta({ id: 'ChatUsage' })

const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string().describe('JSON, as text.') }),
})

const finishReason = z
  .string()
  .describe('`stop`, `length`, `tool_calls`, `content_filter`, or `error` when a stream was cut.')

const answerFields = {
  id: z.string().describe('Looks up in `/v1/generation`.'),
  created: z.int().describe('Seconds since 1970.'),
  model: z.string(),
}

export const chatCompletionSchema = z
  .looseObject({
    ...answerFields,
    object: z.literal('chat.completion'),
    choices: z.array(
      z.looseObject({
        index: z.int(),
        message: z.looseObject({
          role: z.literal('assistant'),
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          reasoning: z.string().nullish().describe('What the model thought, where it shows it.'),
          tool_calls: z.array(toolCall).nullish(),
        }),
        logprobs: z.looseObject({}).nullish(),
        finish_reason: finishReason,
      }),
    ),
    usage: chatUsageSchema.optional(),
  })
  .meta({ id: 'ChatCompletion' })

export const chatChunkSchema = z
  .looseObject({
    ...answerFields,
    created: answerFields.created.optional(),
    model: answerFields.model.optional(),
    object: z.literal('chat.completion.chunk'),
    choices: z.array(
      z.looseObject({
        index: z.int(),
        delta: z.looseObject({
          role: z.literal('assistant').nullish(),
          content: z.string().nullish(),
          reasoning: z.string().nullish(),
          tool_calls: z.array(z.looseObject({ index: z.int() })).nullish(),
        }),
        finish_reason: finishReason.nullish(),
      }),
    ),
    usage: chatUsageSchema.nullish().describe('In the last chunk.'),
    error: z
      .looseObject({ message: z.string(), code: z.int() })
      .optional()
      .describe('Why the stream was cut.'),
  })
  .meta({ id: 'ChatCompletionChunk' })
