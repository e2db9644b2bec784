import { sql, type Kysely } from 'kysely'

/** For the list of what an account has. */
export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create index files_account on files (account_id, created_at desc, media_id desc, file_index desc)
    where status = 'stored' and variant = '' and kind <> 'input'`.execute(db)
}
