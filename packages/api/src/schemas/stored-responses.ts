import { z } from 'zod'

export const deletedSchema = z
  .looseObject({ id: z.string(), object: z.string(), deleted: z.literal(true) })
  .meta({ id: 'Deleted' })

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
    items: z.array(z.looseObject({})).max(20).nullish().describe('What was said before it begins.'),
    metadata: z.record(z.string(), z.string()).nullish().describe('Your own labels.'),
  })
  .meta({ id: 'ConversationRequest' })

export const conversationSchema = z
  .looseObject({
    id: z.string().describe('What `conversation` of a response names.'),
    object: z.literal('conversation'),
    created_at: z.int().describe('Seconds since 1970.'),
    metadata: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Conversation' })
