import type { Kysely, Transaction as KyselyTransaction } from 'kysely'
import type { AccountTables } from './accounts.ts'
import type { AuditTables } from './audit.ts'
import type { CreditTables } from './credits.ts'
import type { HoldTables } from './holds.ts'
import type { UsageTables } from './usage.ts'

export type Schema = AccountTables & AuditTables & CreditTables & HoldTables & UsageTables
export type Database = Kysely<Schema>
export type Transaction = KyselyTransaction<Schema>

/** The Postgres schema that holds billing's tables. */
export const SCHEMA_NAME = 'billing'
