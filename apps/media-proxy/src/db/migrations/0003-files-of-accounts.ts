import { buildIndex } from '@gptget/postgres'
import type { Kysely } from 'kysely'

/** Files are stored while it is built. */
export const runsInTransaction = false

/** For the list of an account's media. */
export const up = (db: Kysely<unknown>): Promise<void> =>
  buildIndex(
    db,
    'files_account',
    `on files (account_id, created_at desc, media_id desc, file_index desc)
      where status = 'stored' and variant = '' and kind <> 'input'`,
  )
