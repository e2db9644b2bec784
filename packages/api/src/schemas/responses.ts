import { openAiResponsesWire as wire } from '@gptget/protocol'
import { z } from 'zod'
import { preferenceFields } from './preferences.ts'

const { shape } = wire.requestSchema

const item = z
  .union([
    z.looseObject({ type: z.literal('message').nullish(), ...wire.itemSchemas.message.shape }),
    z.looseObject({ type: z.literal('function_call'), ...wire.itemSchemas.functionCall.shape }),
    z.looseObject({ type: z.literal('function_call_output'), ...wire.itemSchemas.functionOutput.shape }),
    z.looseObject({ type: z.literal('reasoning'), ...wire.itemSchemas.reasoning.shape }),
    z.looseObject({
      type: z.literal('item_reference'),
      id: z.string().describe('The id of an item of a stored response.'),
    }),
  ])
  .meta({ id: 'ResponseInputItem' })

export const responseRequestSchema = z
  .looseObject({
    ...shape,
    ...preferenceFields,
    model: shape.model.describe('The model: `provider/model`.'),
    input: z
      .union([z.string(), z.array(item)])
      .nullish()
      .describe('Text, or the conversation as items.'),
    instructions: shape.instructions.describe('System instructions for the model.'),
    stream: shape.stream.describe('Answer as server-sent events.'),
    tools: z.array(wire.functionToolSchema).nullish().describe('Functions that the model may call.'),
    tool_choice: shape.tool_choice.describe('`auto`, `none`, `required`, or the function to call.'),
    parallel_tool_calls: shape.parallel_tool_calls.describe('Whether one answer may contain several calls.'),
    top_logprobs: shape.top_logprobs.describe('How many alternatives to return for each token.'),
    text: shape.text.describe(
      'The form of the answer: plain text or JSON that matches a schema, and its verbosity.',
    ),
    reasoning: shape.reasoning.describe('How much to reason, and whether to return a summary of it.'),
    max_output_tokens: shape.max_output_tokens.describe(
      'The maximum number of output tokens, including reasoning.',
    ),
    temperature: shape.temperature.describe('Sampling temperature: 0 to 2.'),
    top_p: shape.top_p.describe(
      'Sample only from the most likely tokens that together have this probability.',
    ),
    metadata: shape.metadata.describe('Your own metadata.'),
    user: shape.user.describe('Your own id of the end user.'),
    prompt_cache_key: shape.prompt_cache_key.describe(
      'Requests with the same key share the provider’s prompt cache.',
    ),
    store: z.boolean().nullish().describe('Whether the response is stored, for 30 days. Default: `true`.'),
    previous_response_id: z.string().nullish().describe('The stored response that this one continues.'),
    conversation: z
      .union([z.string(), z.looseObject({ id: z.string() })])
      .nullish()
      .describe('The conversation that this response continues and is added to.'),
    background: z
      .boolean()
      .nullish()
      .describe(
        'Answer at once with `status: queued`; poll the response by its id until it has ended. With `stream`, the events are sent as they occur, and the response continues if you disconnect.',
      ),
    service_tier: shape.service_tier.describe('The provider’s service tier.'),
  })
  .meta({ id: 'ResponseRequest' })

const count = z.int().nonnegative()

const usage = z.looseObject({
  input_tokens: count,
  input_tokens_details: z.looseObject({ cached_tokens: count }).optional(),
  output_tokens: count,
  output_tokens_details: z.looseObject({ reasoning_tokens: count }).optional(),
  total_tokens: count,
  cost: z.number().optional().describe('What was charged, in US dollars.'),
})

export const responseSchema = z
  .looseObject({
    id: z.string().describe('Look it up at `/v1/generation`.'),
    object: z.literal('response'),
    created_at: z.int().optional().describe('Seconds since 1970.'),
    model: z.string(),
    status: z.string().optional().describe('`completed`, `incomplete` or `failed`.'),
    incomplete_details: z.looseObject({ reason: z.string() }).nullish(),
    error: z.looseObject({ code: z.string(), message: z.string() }).nullish(),
    output: z
      .array(z.looseObject({ type: z.string() }))
      .describe('Items: `message`, `function_call`, `reasoning`.'),
    output_text: z.string().optional().describe('The whole text of the answer.'),
    usage: usage.nullish(),
  })
  .meta({ id: 'Response' })

export const inputTokensSchema = z
  .strictObject({ object: z.literal('response.input_tokens'), input_tokens: count })
  .meta({ id: 'InputTokenCount' })

export const responseEventSchema = z
  .looseObject({
    type: z.string().describe('The name of the event: `response.output_text.delta`, `response.completed`, …'),
    sequence_number: z.int(),
    delta: z.string().optional(),
    response: responseSchema.optional(),
  })
  .meta({ id: 'ResponseEvent' })
