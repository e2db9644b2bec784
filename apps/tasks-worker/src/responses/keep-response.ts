import type { StoredResponse, ResponseStorage } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import type { Insertable } from 'kysely'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { ResponseRow, ResponseStatus } from '../db/schema/responses.ts'
import { storedInput, storedOutput } from '../items/stored-items.ts'
import { requireRoom } from '../storage/room.ts'
import { outputOf } from './response-json.ts'

export type KeepResponse = StoredResponse & {
  accountId: string
  responseId: string
  storage: ResponseStorage
}

export const MAX_KEPT_BYTES = 32 * 1024 * 1024

/** Keeps a response that has ended. Nothing happens to one that had ended before, or was deleted while it ran. */
export const storeResponse = async (context: Context, asked: KeepResponse): Promise<void> => {
  const input = JSON.stringify(asked.input)
  const response = JSON.stringify(asked.response)
  if (input.length + response.length > MAX_KEPT_BYTES)
    throw new PublicError('request_too_large', 'The response is too large to be kept.')
  const isEnded = await withTransaction(context.db, async (tx) => {
    const end = { status: statusOf(asked), input, response, item_ids: itemIdsOf(asked) }
    const isBackground = asked.response['background'] === true
    const isNew = isBackground ? await endRun(tx, asked, end) : await insert(context, tx, asked, end)
    if (isNew) await appendToConversation(tx, asked)
    // One that runs in the background was accepted when there was room.
    if (!isBackground) await requireRoom(context, tx, asked.accountId)
    return isNew
  })
  if (isEnded) context.metrics.kept.inc()
}

type End = Pick<Insertable<ResponseRow>, 'status' | 'input' | 'response' | 'item_ids'>

const itemIdsOf = ({ input, response, responseId }: KeepResponse): string[] =>
  [...storedInput(input, responseId), ...storedOutput(outputOf(response))].map(({ id }) => id)

const statusOf = ({ response }: StoredResponse): ResponseStatus =>
  response['status'] === 'incomplete' ? 'incomplete' : 'completed'

const endRun = async (tx: Transaction, asked: KeepResponse, end: End): Promise<boolean> => {
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

const insert = async (context: Context, tx: Transaction, asked: KeepResponse, end: End): Promise<boolean> => {
  const now = context.now()
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
      expires_at: new Date(now.getTime() + context.config.retentionMs),
    })
    .onConflict((conflict) => conflict.column('response_id').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** One that was deleted meanwhile takes nothing more. */
const appendToConversation = async (tx: Transaction, asked: KeepResponse): Promise<void> => {
  const { conversationId } = asked.storage
  if (conversationId === null) return
  const conversation = await tx
    .selectFrom('conversations')
    .select('conversation_id')
    .where('conversation_id', '=', conversationId)
    .where('account_id', '=', asked.accountId)
    .forShare()
    .executeTakeFirst()
  if (!conversation) return
  await tx
    .insertInto('conversation_turns')
    .values({
      conversation_id: conversationId,
      account_id: asked.accountId,
      response_id: asked.responseId,
      items: JSON.stringify([...asked.input, ...outputOf(asked.response)]),
    })
    .execute()
}
