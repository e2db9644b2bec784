import type { ConversationRecord, itemPage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Database, Transaction } from '../db/schema/index.ts'
import type { ConversationTurnRow } from '../db/schema/responses.ts'
import { listOf, pageOf } from '../items/page-of.ts'
import { storedInput, type StoredItem } from '../items/stored-items.ts'
import { requireRoom } from '../storage/room.ts'
import { noSuchConversation, readConversation, type AskedConversation } from './conversations.ts'

type AskedItem = AskedConversation & { itemId: string }

/** An item, and where it is kept: ids that were not given are made of that. */
type Placed = { item: StoredItem; position: bigint; index: number }

/** One page of a conversation's items. @throws PublicError `not_found` */
export const listItems = async (
  context: Context,
  { page, ...asked }: AskedConversation & { page: z.output<typeof itemPage> },
) => {
  await requireConversation(context, asked)
  const placed = await readPlaced(context.db, asked)
  return pageOf(
    placed.map(({ item }) => item),
    page,
  )
}

/** Appends items in one go, and answers them with their ids. @throws PublicError `not_found` */
export const addItems = async (context: Context, asked: AskedConversation, items: unknown[]) => {
  await requireConversation(context, asked)
  const turn = await withTransaction(context.db, async (tx) => {
    const added = await tx
      .insertInto('conversation_turns')
      .values({
        conversation_id: asked.conversationId,
        account_id: asked.accountId,
        response_id: null,
        items: JSON.stringify(items),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await requireRoom(context, tx, asked.accountId)
    return added
  })
  return listOf(
    placedIn(turn).map(({ item }) => item),
    false,
  )
}

/** @throws PublicError `not_found` */
export const readItem = async (context: Context, asked: AskedItem): Promise<StoredItem> => {
  await requireConversation(context, asked)
  return find(await readPlaced(context.db, asked), asked).item
}

/** Takes an item out; the others keep their places, and with them their ids. @throws PublicError `not_found` */
export const deleteItem = async (
  context: Context,
  asked: AskedItem,
): Promise<{ conversation: ConversationRecord }> => {
  const conversation = await requireConversation(context, asked)
  await withTransaction(context.db, async (tx) => {
    const { position, index } = find(await readPlaced(tx, asked), asked)
    const turn = await tx
      .selectFrom('conversation_turns')
      .select('items')
      .where('conversation_id', '=', asked.conversationId)
      .where('position', '=', position)
      .forUpdate()
      .executeTakeFirstOrThrow()
    const items = (JSON.parse(turn.items) as unknown[]).with(index, null)
    await tx
      .updateTable('conversation_turns')
      .set({ items: JSON.stringify(items) })
      .where('conversation_id', '=', asked.conversationId)
      .where('position', '=', position)
      .execute()
  })
  return { conversation }
}

const requireConversation = async (
  context: Context,
  asked: AskedConversation,
): Promise<ConversationRecord> => {
  const { conversation } = await readConversation(context, asked)
  if (conversation === null) throw noSuchConversation(asked.conversationId, 'conversation_id')
  return conversation
}

const readPlaced = async (
  db: Database | Transaction,
  { conversationId }: AskedConversation,
): Promise<Placed[]> => {
  const turns = await db
    .selectFrom('conversation_turns')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('position')
    .execute()
  return turns.flatMap(placedIn)
}

/** What was taken out is null. */
const placedIn = (turn: Selectable<ConversationTurnRow>): Placed[] => {
  const { position } = turn
  const items = JSON.parse(turn.items) as unknown[]
  const key = turn.response_id ?? `${turn.conversation_id.replace(/^conv_/, '')}_${position}`
  return storedInput(
    items.map((item) => item ?? {}),
    key,
  ).flatMap((item, index) => (items[index] === null ? [] : [{ item, position, index }]))
}

const find = (placed: Placed[], { itemId }: AskedItem): Placed => {
  const found = placed.find(({ item }) => item.id === itemId)
  if (found) return found
  throw new PublicError('not_found', `Item with id '${itemId.slice(0, 100)}' not found.`, {
    param: 'item_id',
  })
}
