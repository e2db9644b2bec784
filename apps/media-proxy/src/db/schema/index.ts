import type { Kysely, Transaction as KyselyTransaction } from 'kysely'
import type { AccountBytesRow, FileRow, RetentionRow, SigningKeyRow } from './files.ts'

export type Schema = {
  files: FileRow
  account_bytes: AccountBytesRow
  signing_keys: SigningKeyRow
  retention: RetentionRow
}
export type Database = Kysely<Schema>
export type Transaction = KyselyTransaction<Schema>

/** The Postgres schema that holds media-proxy's tables. */
export const SCHEMA_NAME = 'media'
