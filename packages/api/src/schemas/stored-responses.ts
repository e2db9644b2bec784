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
    previous_response_id: z.string().nullish().describe('A stored response whose conversation is meant.'),
    instructions: z.string().nullish().describe('What the model is told beside the conversation.'),
    prompt_cache_key: z.string().nullish().describe('Requests with the same key share a provider’s cache.'),
  })
  .meta({ id: 'CompactionRequest' })

export const compactionSchema = z
  .looseObject({
    id: z.string().describe('Looks up in `/v1/generation`.'),
    object: z.literal('response.compaction'),
    created_at: z.int().describe('Seconds since 1970.'),
    output: z
      .array(z.looseObject({ id: z.string(), type: z.string() }))
      .describe('What replaces the conversation: the `input` of the next response begins with it.'),
    usage: z.looseObject({}),
  })
  .meta({ id: 'Compaction' })

export const inputItemsSchema = z
  .looseObject({
    object: z.literal('list'),
    data: z.array(z.looseObject({ id: z.string(), type: z.string() })),
    first_id: z.string().nullable(),
    last_id: z.string().nullable().describe('What the next page comes `after`.'),
    has_more: z.boolean(),
  })
  .meta({ id: 'ResponseItemList' })

export const conversationRequestSchema = z
  .looseObject({
    items: z
      .array(z.looseObject({ type: z.string().nullish() }))
      .max(20)
      .nullish()
      .describe('What was said before it begins.'),
    metadata: z.record(z.string(), z.string()).nullish().describe('Your own labels.'),
  })
  .meta({ id: 'ConversationRequest' })

export const conversationUpdateSchema = z
  .looseObject({
    metadata: z
      .record(z.string(), z.string())
      .nullish()
      .describe('Your own labels, in place of those before.'),
  })
  .meta({ id: 'ConversationUpdate' })

export const conversationItemsRequestSchema = z
  .looseObject({
    items: z
      .array(z.looseObject({ type: z.string().nullish() }))
      .min(1)
      .max(20)
      .describe('What was said, at most 20 items at a time.'),
  })
  .meta({ id: 'ConversationItemsRequest' })

export const itemSchema = z.looseObject({ id: z.string(), type: z.string() }).meta({ id: 'ResponseItem' })

export const conversationSchema = z
  .looseObject({
    id: z.string().describe('What `conversation` of a response names.'),
    object: z.literal('conversation'),
    created_at: z.int().describe('Seconds since 1970.'),
    metadata: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Conversation' })

/** The query of `GET /v1/responses/{id}`. */
export const responseQuerySchema = z.object({
  stream: z
    .enum(['true', 'false'])
    .optional()
    .describe('Answer with the events of its stream, as they come.'),
  starting_after: z.coerce
    .number()
    .pipe(z.int().min(0).max(1_000_000_000))
    .optional()
    .describe('Only events after this `sequence_number`.'),
})

/** The query of `GET /v1/responses/{id}/input_items`. */
export const inputItemsQuerySchema = z.object({
  order: z.enum(['asc', 'desc']).default('desc').describe('`desc` begins with the last one.'),
  after: z.string().min(1).max(200).optional().describe('The `last_id` of the page before.'),
  limit: z.coerce.number().pipe(z.int().min(1).max(100)).default(20).describe('Items of a page.'),
})
