import type { conversationSchema } from '@gptget/api/schemas/stored-responses'
import type { ConversationRecord } from '@gptget/contracts'
import type { z } from 'zod'

/** A conversation as OpenAI shows one: without its items. */
export const describeConversation = ({
  conversationId,
  createdAtSeconds,
  metadata,
}: ConversationRecord): z.output<typeof conversationSchema> => ({
  id: conversationId,
  object: 'conversation',
  created_at: createdAtSeconds,
  metadata,
})
