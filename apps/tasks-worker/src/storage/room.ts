import { storageFull } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { Database, Transaction } from '../db/schema/index.ts'

type RoomContext = Pick<Context, 'config'>

/** The storage of an account: responses, conversations and waiting runs. */
export const storedBytesOf = async (db: Database | Transaction, accountId: string): Promise<number> => {
  const row = await db
    .selectFrom('stored_bytes')
    .select('bytes')
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return Number(row?.bytes ?? 0)
}

/**
 * Refuses writes beyond the storage of an account. Called in the transaction that wrote, which holds the lock on the
 * account's count: two at once cannot both take the last bytes. @throws PublicError `storage_quota_exceeded`
 */
export const requireRoom = async (
  { config: { maxStoredBytes } }: RoomContext,
  tx: Transaction,
  accountId: string,
): Promise<void> => {
  const storedBytes = await storedBytesOf(tx, accountId)
  if (storedBytes > maxStoredBytes) throw storageFull(maxStoredBytes)
}

/** Whether an account has free storage, for edges, before they accept something to be stored. */
export const readRoom = async (
  { config: { maxStoredBytes }, db }: RoomContext & Pick<Context, 'db'>,
  { accountId }: { accountId: string },
): Promise<{ storedBytes: number; maxStoredBytes: number }> => ({
  storedBytes: await storedBytesOf(db, accountId),
  maxStoredBytes,
})
