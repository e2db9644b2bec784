import type { StoredFile } from '@gptget/contracts'
import type { Context } from '../context.ts'
import { describeFile } from './describe-file.ts'

type Medium = { accountId: string; mediaId: string }

/** Every existing file of a medium, in order. */
export const listFiles = async (
  { db, now }: Context,
  { accountId, mediaId }: Medium,
): Promise<StoredFile[]> => {
  const rows = await db
    .selectFrom('files')
    .selectAll()
    .where('media_id', '=', mediaId)
    .where('account_id', '=', accountId)
    .where('status', '=', 'stored')
    .where('expires_at', '>', now())
    .orderBy('file_index')
    .orderBy('variant')
    .execute()
  return rows.map(describeFile)
}
