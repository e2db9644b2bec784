import { z } from 'zod'

export const deletedSchema = z
  .looseObject({ id: z.string(), object: z.string(), deleted: z.literal(true) })
  .meta({ id: 'Deleted' })

export const compactionRequestSchema = z
  .looseObject({
    model: z.string().min(1).describe('Which model makes the summary: `provider/model`.'),
    input: z
      .union([z.string(), z.array(z.looseObject({}))])
      .nullish()
      .describe('The conversation, as `input` of a response.'),
    previous_response_id: z.string().nullish().describe('A stored response; its conversation is summarized.'),
    instructions: z.string().nullish().describe('Additional instructions for the model.'),
    prompt_cache_key: z
      .string()
      .nullish()
      .describe('Requests with the same key share the provider’s prompt cache.'),
  })
  .meta({ id: 'CompactionRequest' })

export const compactionSchema = z
  .looseObject({
    id: z.string().describe('Look it up at `/v1/generation`.'),
    object: z.literal('response.compaction'),
    created_at: z.int().describe('Seconds since 1970.'),
    output: z
      .array(z.looseObject({ id: z.string(), type: z.string() }))
      .describe('Replaces the conversation: put it at the beginning of the `input` of the next response.'),
    usage: z.looseObject({}),
  })
  .meta({ id: 'Compaction' })

export const inputItemsSchema = z
  .looseObject({
    object: z.literal('list'),
    data: z.array(z.looseObject({ id: z.string(), type: z.string() })),
    first_id: z.string().nullable(),
    last_id: z.string().nullable().describe('Pass it as `after` to get the next page.'),
    has_more: z.boolean(),
  })
  .meta({ id: 'ResponseItemList' })

export const conversationRequestSchema = z
  .looseObject({
    items: z
      .array(z.looseObject({ type: z.string().nullish() }))
      .max(20)
      .nullish()
      .describe('The first items of the conversation.'),
    metadata: z.record(z.string(), z.string()).nullish().describe('Your own metadata.'),
  })
  .meta({ id: 'ConversationRequest' })

export const conversationUpdateSchema = z
  .looseObject({
    metadata: z
      .record(z.string(), z.string())
      .nullish()
      .describe('Your own metadata; replaces the previous one.'),
  })
  .meta({ id: 'ConversationUpdate' })

export const conversationItemsRequestSchema = z
  .looseObject({
    items: z
      .array(z.looseObject({ type: z.string().nullish() }))
      .min(1)
      .max(20)
      .describe('The items to add, at most 20 per call.'),
  })
  .meta({ id: 'ConversationItemsRequest' })

export const itemSchema = z.looseObject({ id: z.string(), type: z.string() }).meta({ id: 'ResponseItem' })

export const conversationSchema = z
  .looseObject({
    id: z.string().describe('The id to use as `conversation` of a response.'),
    object: z.literal('conversation'),
    created_at: z.int().describe('Seconds since 1970.'),
    metadata: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Conversation' })

/** The query of `GET /v1/responses/{id}`. */
export const responseQuerySchema = z.object({
  stream: z.enum(['true', 'false']).optional().describe('Answer with its stream events as they arrive.'),
  starting_after: z.coerce
    .number()
    .pipe(z.int().min(0).max(1_000_000_000))
    .optional()
    .describe('Only events after this `sequence_number`.'),
})

/** The query of `GET /v1/responses/{id}/input_items`. */
export const inputItemsQuerySchema = z.object({
  order: z.enum(['asc', 'desc']).default('desc').describe('`desc`: newest first.'),
  after: z.string().min(1).max(200).optional().describe('The `last_id` of the previous page.'),
  limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(20).describe('Items per page.'),
})
