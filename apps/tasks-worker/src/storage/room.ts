import { storageFull } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { Database, Transaction } from '../db/schema/index.ts'

type RoomContext = Pick<Context, 'config'>

/** How many bytes an account keeps: responses, conversations and what waits to run. */
export const storedBytesOf = async (db: Database | Transaction, accountId: string): Promise<number> => {
  const row = await db
    .selectFrom('stored_bytes')
    .select('bytes')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/**
 * Refuses what an account has no room for. Asked in the transaction that wrote it, which holds the account's count: two
 * at once cannot both take the last of the room. @throws PublicError `storage_quota_exceeded`
 */
export const requireRoom = async (
  { config: { maxStoredBytes } }: RoomContext,
  tx: Transaction,
  accountId: string,
): Promise<void> => {
  const storedBytes = await storedBytesOf(tx, accountId)
  if (storedBytes > maxStoredBytes) throw storageFull(maxStoredBytes)
}

/** Whether an account may keep more: told to edges, before they take on what is to be kept. */
export const readRoom = async (
  { config: { maxStoredBytes }, db }: RoomContext & Pick<Context, 'db'>,
  { accountId }: { accountId: string },
): Promise<{ storedBytes: number; maxStoredBytes: number }> => ({
  storedBytes: await storedBytesOf(db, accountId),
  maxStoredBytes,
})
