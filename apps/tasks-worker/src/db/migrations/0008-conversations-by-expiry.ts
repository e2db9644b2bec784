import { buildIndex } from '@gptget/postgres'
import type { Kysely } from 'kysely'

/** Conversations are written while they are built. */
export const runsInTransaction = false

/** For those that have expired, and for all of an account that keeps them for fewer days. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await buildIndex(db, 'conversations_expiry', 'on conversations (expires_at)')
  await buildIndex(db, 'conversations_of_account', 'on conversations (account_id)')
}
