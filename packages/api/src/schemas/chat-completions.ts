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
      tool_call_id: z.string().describe('The id of the call that this is the result of.'),
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
    model: shape.model.describe('The model: `provider/model`.'),
    messages: z.array(message).min(1).describe('The conversation so far.'),
    stream: shape.stream.describe('Stream the answer as server-sent events, token by token.'),
    stream_options: shape.stream_options.describe(
      '`include_usage`: send the usage in an additional last chunk without choices.',
    ),
    tools: z.array(tool).nullish().describe('Functions that the model may call.'),
    functions: shape.functions.describe(
      'The older form of `tools`, until November 2023. The answer has the older form too.',
    ),
    function_call: shape.function_call.describe('The older form of `tool_choice`.'),
    tool_choice: shape.tool_choice.describe('`auto`, `none`, `required`, or the function to call.'),
    parallel_tool_calls: shape.parallel_tool_calls.describe('Whether one answer may contain several calls.'),
    response_format: responseFormat.nullish().describe('Force JSON, or JSON that matches a schema.'),
    max_completion_tokens: shape.max_completion_tokens.describe(
      'The maximum number of output tokens, including reasoning.',
    ),
    max_tokens: shape.max_tokens.describe('The older name of `max_completion_tokens`.'),
    temperature: shape.temperature.describe('Sampling temperature: 0 to 2.'),
    top_p: shape.top_p.describe(
      'Sample only from the most likely tokens that together have this probability.',
    ),
    top_k: shape.top_k.describe(
      'Sample only from this many of the most likely tokens, if the model supports it.',
    ),
    stop: shape.stop.describe('Texts at which the answer stops.'),
    seed: shape.seed.describe('With the same seed and request, the model tries to give the same answer.'),
    n: shape.n.describe('How many answers to generate, if the provider supports it. Each is charged.'),
    logprobs: shape.logprobs.describe(
      'Return the log probability of each token, if the provider supports it.',
    ),
    top_logprobs: shape.top_logprobs.describe('How many alternatives to return for each token.'),
    logit_bias: shape.logit_bias.describe('Makes tokens more or less likely, by token number: -100 to 100.'),
    modalities: shape.modalities.describe('What the answer may contain: `text`, `audio`, `image`.'),
    store: shape.store.describe('Whether the provider may keep the answer.'),
    frequency_penalty: shape.frequency_penalty.describe('Frequency penalty: -2 to 2.'),
    presence_penalty: shape.presence_penalty.describe('Presence penalty: -2 to 2.'),
    verbosity: shape.verbosity.describe('How detailed the answer should be.'),
    reasoning_effort: shape.reasoning_effort.describe('How much to reason before answering.'),
    thinking: shape.thinking.describe('DeepSeek’s switch for reasoning; `budget_tokens` sets a budget.'),
    reasoning: shape.reasoning.describe(
      'Reasoning settings: an effort or a token budget, and whether to return the reasoning.',
    ),
    user: shape.user.describe('Your own id of the end user.'),
    metadata: shape.metadata.describe('Your own metadata.'),
    prompt_cache_key: shape.prompt_cache_key.describe(
      'Requests with the same key share the provider’s prompt cache.',
    ),
    service_tier: shape.service_tier.describe('The provider’s service tier.'),
    computer_id: runFields.computer_id.describe(
      'A computer that the model sees and drives until the task is done.',
    ),
    max_steps: z
      .int()
      .min(1)
      .max(500)
      .optional()
      .describe('With `computer_id`: the maximum number of requests to the model (25).'),
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
    ended_by: z.enum(['credits']).optional().describe('The answer ended because the credit ran out.'),
  })
  .meta({ id: 'ChatUsage' })

const toolCall = z.looseObject({
  id: z.string(),
  type: z.literal('function'),
  function: z.looseObject({ name: z.string(), arguments: z.string().describe('JSON, as text.') }),
})

const finishReason = z
  .string()
  .describe('`stop`, `length`, `tool_calls`, `content_filter`, or `error` if a stream broke off.')

const answerFields = {
  id: z.string().describe('Look it up at `/v1/generation`.'),
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
          reasoning: z.string().nullish().describe('The reasoning, if the model returns it.'),
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
      .describe('Why the stream broke off.'),
  })
  .meta({ id: 'ChatCompletionChunk' })
