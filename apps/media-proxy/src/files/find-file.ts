import { PublicError } from '@gptget/errors'
import type { Selectable } from 'kysely'
import type { Context } from '../context.ts'
import type { FileRow } from '../db/schema/files.ts'

export type FileName = { mediaId: string; index: number; variant: string }
export type FoundFile = Selectable<FileRow>

/**
 * A stored file. Another account's counts as missing.
 * @param accountId null if the URL is signed
 * @throws PublicError `not_found`; `content_expired` if its retention has ended
 */
export const findFile = async (
  { db, now }: Pick<Context, 'db' | 'now'>,
  { mediaId, index, variant }: FileName,
  accountId: string | null,
): Promise<FoundFile> => {
  const rows = await db
    .selectFrom('files')
    .selectAll()
    .where('media_id', '=', mediaId)
    .where('file_index', '=', index)
    .where('variant', '=', variant)
    .where('status', '<>', 'writing')
    .$if(accountId !== null, (query) => query.where('account_id', '=', accountId!))
    .execute()
  const stored = rows.find(({ status }) => status === 'stored')
  if (stored !== undefined && stored.expires_at > now()) return stored
  const isExpired = stored !== undefined || rows.some(({ gone_reason }) => gone_reason === 'expired')
  throw isExpired ? expired(mediaId) : missing(mediaId)
}

const missing = (mediaId: string): PublicError =>
  new PublicError('not_found', `There is no content "${mediaId}" with this index.`)

const expired = (mediaId: string): PublicError =>
  new PublicError('content_expired', `The content of "${mediaId}" has expired and was removed.`)
