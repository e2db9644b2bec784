import type { LedgerEntry } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import { requireAccount } from '../db/read-account.ts'
import type { Database } from '../db/schema/index.ts'
import type { UsageContext } from '../context.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'
import { readFromReplica } from './read-from-replica.ts'

export type ReadLedgerInput = {
  accountId: string
  after?: string
  order: 'asc' | 'desc'
  limit: number
  kind?: 'grant' | 'usage'
  chargeId?: string
  keyId?: string
  product?: string
  from?: string
  to?: string
}

type Row = Omit<LedgerEntry, 'createdAt'> & { createdAt: Date }

/** One page of an account's ledger transactions. @throws PublicError not_found */
export const readLedger = async (
  context: UsageContext,
  input: ReadLedgerInput,
): Promise<{ entries: LedgerEntry[]; hasMore: boolean }> => {
  await requireAccount(context.db, input.accountId)
  await waitForOwnUsage(context)
  const rows = await readFromReplica(context, (db) => readRows(db, input))
  const entries = rows
    .slice(0, input.limit)
    .map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }))
  return { entries, hasMore: rows.length > input.limit }
}

/** One more row than requested, if there is one. */
const readRows = async (db: Database, input: ReadLedgerInput): Promise<Row[]> => {
  const after = input.after === undefined ? null : await sequenceOf(db, input.accountId, input.after)
  const isAscending = input.order === 'asc'
  const { rows } = await sql<Row>`
    select transaction_id as "transactionId", t.kind, created_at as "createdAt",
      t.charge_id as "chargeId", c.kind as "chargeKind",
      price_version as "priceVersion", reason,
      c.product, c.key_id as "keyId", wallet_amount as "amountNanoUsd", -shortfall_amount as "shortfallNanoUsd"
    from ledger_transactions t left join charges c on c.charge_id = t.charge_id
    where t.account_id = ${input.accountId}
      ${after === null ? NOTHING : isAscending ? sql`and sequence > ${after}` : sql`and sequence < ${after}`}
      ${input.kind === undefined ? NOTHING : sql`and t.kind = ${input.kind}`}
      ${input.chargeId === undefined ? NOTHING : sql`and t.charge_id = ${input.chargeId}`}
      ${input.keyId === undefined ? NOTHING : sql`and c.key_id = ${input.keyId}`}
      ${input.product === undefined ? NOTHING : sql`and c.product = ${input.product}`}
      ${input.from === undefined ? NOTHING : sql`and created_at >= ${input.from}::date::timestamp at time zone 'UTC'`}
      ${input.to === undefined ? NOTHING : sql`and created_at < (${input.to}::date + 1)::timestamp at time zone 'UTC'`}
    order by sequence ${isAscending ? sql`asc` : sql`desc`} limit ${input.limit + 1}`.execute(db)
  return rows
}

const NOTHING = sql``

/** Another account's transaction counts as not found. */
const sequenceOf = async (db: Database, accountId: string, transactionId: string): Promise<bigint> => {
  const row = await db
    .selectFrom('ledger_transactions')
    .select('sequence')
    .where('transaction_id', '=', transactionId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (row !== undefined) return row.sequence
  throw new PublicError('not_found', `There is no ledger entry "${transactionId}".`, { param: 'after' })
}
