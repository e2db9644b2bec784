import type { ServedMediaKind } from '@gptget/contracts'
import { sql, type Selectable } from 'kysely'
import type { Context } from '../context.ts'
import type { FileRow } from '../db/schema/files.ts'

export type AccountPage = {
  accountId: string
  kind?: ServedMediaKind | undefined
  /** The last file of the previous page: its medium and its index. */
  after?: string | undefined
  limit: number
}

/** The readable files of an account, newest first. A page that starts after a deleted file is empty. */
export const listFilesOfAccount = async (
  { db, now }: Pick<Context, 'db' | 'now'>,
  { accountId, kind, after, limit }: AccountPage,
): Promise<{ rows: Selectable<FileRow>[]; hasMore: boolean }> => {
  const [mediaId = '', index] = after?.split('/') ?? []
  const place = sql<boolean>`(created_at, media_id, file_index) < (
    select created_at, media_id, file_index from files
    where account_id = ${accountId} and media_id = ${mediaId} and file_index = ${Number(index)} and variant = ''
    order by status = 'stored' desc limit 1)`
  const rows = await db
    .selectFrom('files')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('status', '=', 'stored')
    .where('variant', '=', '')
    .where('kind', '<>', 'input')
    .where('expires_at', '>', now())
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
    .$if(after !== undefined, (query) => query.where(place))
    .orderBy('created_at', 'desc')
    .orderBy('media_id', 'desc')
    .orderBy('file_index', 'desc')
    .limit(limit + 1)
    .execute()
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit }
}
