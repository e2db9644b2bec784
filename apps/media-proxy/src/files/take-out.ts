import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { GoneReason } from '../db/schema/files.ts'
import type { Transaction } from '../db/schema/index.ts'

/** Takes files out of service and out of their accounts' usage in one transaction; then removes their bytes. */
export const takeOut = async (
  context: Context,
  reason: GoneReason,
  select: (tx: Transaction) => Promise<{ object_id: string }[]>,
): Promise<number> => {
  const objectIds = await withTransaction(context.db, async (tx) => {
    const ids = (await select(tx)).map(({ object_id }) => object_id)
    if (ids.length > 0) await markGone(tx, ids, reason)
    return ids
  })
  if (objectIds.length > 0) context.found.clear()
  context.metrics.swept.inc({ reason }, objectIds.length)
  await removeBytes(context, objectIds)
  return objectIds.length
}

const markGone = async (tx: Transaction, ids: readonly string[], reason: GoneReason): Promise<void> => {
  const gone = await tx
    .updateTable('files')
    .set({ status: 'gone', gone_reason: reason })
    .where('object_id', 'in', ids)
    .returning(['account_id', 'byte_length'])
    .execute()
  for (const [accountId, files] of Map.groupBy(gone, ({ account_id }) => account_id)) {
    const bytes = files.reduce((sum, { byte_length }) => sum + byte_length, 0n)
    await tx
      .updateTable('account_bytes')
      .set({ byte_length: sql<bigint>`byte_length - ${bytes}` })
      .where('account_id', '=', accountId)
      .execute()
  }
}

/** Removes the bytes of deleted files. The next sweep retries failures. */
export const removeBytes = async (
  { db, storage, logger }: Context,
  objectIds: readonly string[],
): Promise<void> => {
  for (const objectId of objectIds) {
    try {
      await storage.remove(objectId)
      await db.updateTable('files').set({ has_bytes: false }).where('object_id', '=', objectId).execute()
    } catch (error) {
      logger.warn({ err: error, objectId }, 'the bytes of a file could not be removed')
    }
  }
}
