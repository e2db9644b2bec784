import type { ApiKeyRecord } from '@gptget/bus'
import type { LedgerContext } from '../context.ts'
import { toKeyRecord } from './key-record.ts'

export const resolveKey = async (
  ctx: LedgerContext,
  { hash }: { hash: string },
): Promise<{ key: ApiKeyRecord | null }> => {
  const row = await ctx.db.selectFrom('api_keys').selectAll().where('hash', '=', hash).executeTakeFirst()
  return { key: row === undefined ? null : toKeyRecord(row) }
}
