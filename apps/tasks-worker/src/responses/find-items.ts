import { sql } from 'kysely'
import { printItems } from '../bodies/print-kept.ts'
import { workOnRows } from '../bodies/work-on-rows.ts'
import type { Context } from '../context.ts'

type Asked = { accountId: string; ids: readonly string[] }

/**
 * The items with these ids, from all stored responses of the account. @throws PublicError `not_found` naming the first
 * missing
 */
export const findItems = async (context: Context, { accountId, ids }: Asked): Promise<Buffer> => {
  const rows = await context.db
    .selectFrom('responses')
    .select(['response_id', 'status', 'input', 'response'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', context.now())
    .where(sql<boolean>`item_ids && ${ids}::text[]`)
    .execute()
  const texts = rows.flatMap(({ input, response }) => [input, response])
  return (await workOnRows(context, { printItems }, { rows, ids }, { accountId, texts })).printed
}
