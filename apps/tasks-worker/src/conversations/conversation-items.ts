import type { ConversationRecord, itemPage } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import type { z } from 'zod'
import { printItem, printTurn, printTurnPage, takeOut } from '../bodies/print-kept.ts'
import type { Turn } from '../bodies/print-kept.ts'
import { workOnRows } from '../bodies/work-on-rows.ts'
import type { Context } from '../context.ts'
import type { Database } from '../db/schema/index.ts'
import { requireRoom } from '../storage/room.ts'
import { useConversation } from './use-conversation.ts'
import { noSuchConversation, readConversation, type AskedConversation } from './conversations.ts'

type AskedItem = AskedConversation & { itemId: string }

/** One page of a conversation's items, as JSON. @throws PublicError `not_found` */
export const listItems = async (
  context: Context,
  { page, ...asked }: AskedConversation & { page: z.output<typeof itemPage> },
): Promise<Buffer> => {
  await requireConversation(context, asked)
  const turns = await readTurns(context.db, asked)
  return (await workOnRows(context, { printTurnPage }, { turns, page }, of(asked, turns))).printed
}

/** Appends JSON items together, and returns them with their ids. @throws PublicError `not_found` */
export const addItems = async (
  context: Context,
  asked: AskedConversation,
  items: string,
): Promise<Buffer> => {
  await requireConversation(context, asked)
  const turn = await appendTurn(context, asked, items)
  try {
    return (await workOnRows(context, { printTurn }, turn, of(asked, [turn]))).printed
  } catch (error) {
    // A refused caller retries: the items must not be added twice.
    await removeTurn(context, turn)
    throw error
  }
}

/** As JSON. @throws PublicError `not_found` */
export const readItem = async (context: Context, { itemId, ...asked }: AskedItem): Promise<Buffer> => {
  await requireConversation(context, asked)
  const turns = await readTurns(context.db, asked)
  return (await workOnRows(context, { printItem }, { turns, itemId }, of(asked, turns))).printed
}

/** Removes an item; the others keep their positions and ids. @throws PublicError `not_found` */
export const deleteItem = async (
  context: Context,
  { itemId, ...asked }: AskedItem,
): Promise<{ conversation: ConversationRecord }> => {
  const conversation = await requireConversation(context, asked)
  while (!(await takeOutOnce(context, { itemId, ...asked })));
  return { conversation }
}

/**
 * False if another item of the same turn was removed meanwhile. The turns are not locked, because no connection may
 * wait for a thread. @throws PublicError `not_found`
 */
const takeOutOnce = async (context: Context, { itemId, ...asked }: AskedItem): Promise<boolean> => {
  const turns = await readTurns(context.db, asked)
  const { position, items } = await workOnRows(context, { takeOut }, { turns, itemId }, of(asked, turns))
  const before = turns.find((turn) => turn.position === position)!
  const { numUpdatedRows } = await context.db
    .updateTable('conversation_turns')
    .set({ items })
    .where('conversation_id', '=', asked.conversationId)
    .where('position', '=', position)
    .where('items', '=', before.items)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** @throws PublicError if the storage is full, or the conversation was deleted in the meantime */
const appendTurn = (context: Context, asked: AskedConversation, items: string): Promise<Turn> =>
  withTransaction(context.db, async (tx) => {
    const { accountId, conversationId: conversation_id } = asked
    if (!(await useConversation(context, tx, asked)))
      throw noSuchConversation(conversation_id, 'conversation_id')
    const { position } = await tx
      .insertInto('conversation_turns')
      .values({ conversation_id, account_id: accountId, response_id: null, items })
      .returning('position')
      .executeTakeFirstOrThrow()
    await requireRoom(context, tx, accountId)
    return { conversation_id, response_id: null, position, items }
  })

const removeTurn = async ({ db }: Context, { conversation_id, position }: Turn): Promise<void> => {
  await db
    .deleteFrom('conversation_turns')
    .where('conversation_id', '=', conversation_id)
    .where('position', '=', position)
    .execute()
}

/** The account of the turns, and their size. */
const of = ({ accountId }: AskedConversation, turns: readonly Turn[]) => ({
  accountId,
  texts: turns.map(({ items }) => items),
})

const requireConversation = async (
  context: Context,
  asked: AskedConversation,
): Promise<ConversationRecord> => {
  const { conversation } = await readConversation(context, asked)
  if (conversation === null) throw noSuchConversation(asked.conversationId, 'conversation_id')
  return conversation
}

const readTurns = (db: Database, { conversationId }: AskedConversation): Promise<Turn[]> =>
  db
    .selectFrom('conversation_turns')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('position')
    .execute()
