import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { retentionMsOf } from '../retention/retention.ts'
import type { AskedConversation } from './conversations.ts'

/** The times of last use and of expiry of a conversation that is used now. */
export const usedNow = async (
  context: Pick<Context, 'config' | 'now'>,
  tx: Transaction,
  accountId: string,
): Promise<{ used_at: Date; expires_at: Date }> => {
  const now = context.now()
  const retentionMs = await retentionMsOf({ ...context, db: tx }, 'conversations', accountId)
  return { used_at: now, expires_at: new Date(now.getTime() + retentionMs) }
}

/** Extends a used conversation's retention and locks it against deletion. @returns false if it does not exist */
export const useConversation = async (
  context: Pick<Context, 'config' | 'now'>,
  tx: Transaction,
  { accountId, conversationId }: AskedConversation,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('conversations')
    .set(await usedNow(context, tx, accountId))
    .where('conversation_id', '=', conversationId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
