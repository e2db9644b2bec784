import type { Context } from '../context.ts'
import { takeOut } from './take-out.ts'

type Medium = { accountId: string; mediaId: string; index?: number }

/** Removes the bytes of a medium, or of one of its files, at once. Resolves with the number of files. */
export const deleteMedium = (context: Context, { accountId, mediaId, index }: Medium): Promise<number> =>
  takeOut(context, 'deleted', (tx) =>
    tx
      .selectFrom('files')
      .select('object_id')
      .where('account_id', '=', accountId)
      .where('media_id', '=', mediaId)
      .where('status', '=', 'stored')
      .$if(index !== undefined, (query) => query.where('file_index', '=', index!))
      .forUpdate()
      .execute(),
  )
