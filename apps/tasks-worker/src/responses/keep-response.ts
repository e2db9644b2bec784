import type { ResponseStorage } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import type { Insertable } from 'kysely'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { EndedRow } from '../bodies/ended-row.ts'
import type { ResponseRow } from '../db/schema/responses.ts'
import { useConversation } from '../conversations/use-conversation.ts'
import { retentionMsOf } from '../retention/retention.ts'
import { requireRoom } from '../storage/room.ts'

type Asked = { accountId: string; responseId: string; storage: ResponseStorage }

/** Stores a finished response. Does nothing if it had already ended, or was deleted while it ran. */
export const storeResponse = async (context: Context, asked: Asked, row: EndedRow): Promise<void> => {
  const { status, input, response, itemIds, isBackground, conversationItems } = row
  const end = { status, input, response, item_ids: itemIds }
  const isEnded = await withTransaction(context.db, async (tx) => {
    const isNew = isBackground ? await endRun(tx, asked, end) : await insert(context, tx, asked, end)
    if (isNew && conversationItems !== null) await appendToConversation(context, tx, asked, conversationItems)
    // A background response was accepted when there was storage.
    if (!isBackground) await requireRoom(context, tx, asked.accountId)
    return isNew
  })
  if (isEnded) context.metrics.kept.inc()
}

type End = Pick<Insertable<ResponseRow>, 'status' | 'input' | 'response' | 'item_ids'>

const endRun = async (tx: Transaction, asked: Asked, end: End): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('responses')
    .set(end)
    .where('response_id', '=', asked.responseId)
    .where('account_id', '=', asked.accountId)
    .where('status', 'in', ['queued', 'in_progress'])
    .executeTakeFirst()
  await tx.deleteFrom('background_runs').where('response_id', '=', asked.responseId).execute()
  return numUpdatedRows > 0n
}

const insert = async (context: Context, tx: Transaction, asked: Asked, end: End): Promise<boolean> => {
  const now = context.now()
  const retentionMs = await retentionMsOf({ ...context, db: tx }, 'responses', asked.accountId)
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('responses')
    .values({
      response_id: asked.responseId,
      account_id: asked.accountId,
      is_background: false,
      previous_response_id: asked.storage.previousResponseId,
      conversation_id: asked.storage.conversationId,
      ...end,
      created_at: now,
      expires_at: new Date(now.getTime() + retentionMs),
    })
    .onConflict((conflict) => conflict.column('response_id').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** One that was deleted meanwhile needs no storage. */
const appendToConversation = async (
  context: Context,
  tx: Transaction,
  asked: Asked,
  items: string,
): Promise<void> => {
  const { accountId, storage } = asked
  const { conversationId } = storage
  if (conversationId === null) return
  if (!(await useConversation(context, tx, { accountId, conversationId }))) return
  await tx
    .insertInto('conversation_turns')
    .values({
      conversation_id: conversationId,
      account_id: accountId,
      response_id: asked.responseId,
      items,
    })
    .execute()
}
