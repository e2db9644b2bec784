import type { ConversationRecord } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import { printTurns } from '../bodies/print-kept.ts'
import { workOnRows } from '../bodies/work-on-rows.ts'
import { requireRoom } from '../storage/room.ts'
import { usedNow } from './use-conversation.ts'
import type { Context } from '../context.ts'

export type AskedConversation = { accountId: string; conversationId: string }
type Asked = AskedConversation

export const createConversation = (
  context: Context,
  { accountId, conversation }: { accountId: string; conversation: ConversationRecord },
  items: string,
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
        ...(await usedNow(context, tx, accountId)),
      })
      .execute()
    if (items !== '[]')
      await tx
        .insertInto('conversation_turns')
        .values({ conversation_id, account_id: accountId, response_id: null, items })
        .execute()
    await requireRoom(context, tx, accountId)
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
    .where((of) => of.or([of('expires_at', 'is', null), of('expires_at', '>', context.now())]))
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

/** Replaces its metadata; null if it does not exist. @throws PublicError if the storage is full */
export const updateConversation = async (
  context: Context,
  { metadata, ...asked }: Asked & { metadata: Record<string, string> },
): Promise<{ conversation: ConversationRecord | null }> => {
  await withTransaction(context.db, async (tx) => {
    await tx
      .updateTable('conversations')
      .set({ metadata: JSON.stringify(metadata), ...(await usedNow(context, tx, asked.accountId)) })
      .where('conversation_id', '=', asked.conversationId)
      .where('account_id', '=', asked.accountId)
      .execute()
    await requireRoom(context, tx, asked.accountId)
  })
  return readConversation(context, asked)
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

/** All items of a conversation, in order, as JSON. @throws PublicError `not_found` */
export const readTurns = async (context: Context, asked: Asked): Promise<Buffer> => {
  const { conversation } = await readConversation(context, asked)
  if (conversation === null) throw noSuchConversation(asked.conversationId, 'conversation')
  const rows = await context.db
    .selectFrom('conversation_turns')
    .select('items')
    .where('conversation_id', '=', asked.conversationId)
    .orderBy('position')
    .execute()
  const turns = rows.map(({ items }) => items)
  const of = { accountId: asked.accountId, texts: turns }
  return (await workOnRows(context, { printTurns }, { turns }, of)).printed
}

export const noSuchConversation = (id: string, param: string): PublicError =>
  new PublicError('not_found', `Conversation with id '${id.slice(0, 100)}' not found.`, { param })
