import type { ConversationRecord } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'

type Asked = { accountId: string; conversationId: string }

export const createConversation = (
  context: Context,
  { accountId, conversation }: { accountId: string; conversation: ConversationRecord },
  items: unknown[],
): Promise<void> =>
  withTransaction(context.db, async (tx) => {
    const { conversationId: conversation_id, metadata } = conversation
    await tx
      .insertInto('conversations')
      .values({
        conversation_id,
        account_id: accountId,
        metadata: JSON.stringify(metadata),
        created_at: new Date(conversation.createdAtSeconds * 1000),
      })
      .execute()
    if (items.length === 0) return
    await tx
      .insertInto('conversation_turns')
      .values({ conversation_id, response_id: null, items: JSON.stringify(items) })
      .execute()
  })

export const readConversation = async (
  context: Context,
  { accountId, conversationId }: Asked,
): Promise<{ conversation: ConversationRecord | null }> => {
  const row = await context.db
    .selectFrom('conversations')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!row) return { conversation: null }
  return {
    conversation: {
      conversationId,
      createdAtSeconds: Math.floor(row.created_at.getTime() / 1000),
      metadata: JSON.parse(row.metadata) as Record<string, string>,
    },
  }
}

export const deleteConversation = async (
  context: Context,
  { accountId, conversationId }: Asked,
): Promise<{ isDeleted: boolean }> => {
  const { numDeletedRows } = await context.db
    .deleteFrom('conversations')
    .where('conversation_id', '=', conversationId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return { isDeleted: numDeletedRows > 0n }
}

/** All items of a conversation, in order. @throws PublicError `not_found` */
export const readTurns = async (context: Context, asked: Asked): Promise<unknown[]> => {
  const { conversation } = await readConversation(context, asked)
  if (conversation === null) {
    const message = `Conversation with id '${asked.conversationId.slice(0, 100)}' not found.`
    throw new PublicError('not_found', message, { param: 'conversation' })
  }
  const turns = await context.db
    .selectFrom('conversation_turns')
    .select('items')
    .where('conversation_id', '=', asked.conversationId)
    .orderBy('position')
    .execute()
  return turns.flatMap(({ items }) => JSON.parse(items) as unknown[])
}
