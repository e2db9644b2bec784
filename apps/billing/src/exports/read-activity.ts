import { UNITS, type ActivityRow } from '@gptget/contracts'
import { sql } from 'kysely'
import { requireAccount } from '../db/read-account.ts'
import type { Database } from '../db/schema/index.ts'
import type { UsageContext } from '../context.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'
import { readFromReplica } from './read-from-replica.ts'

export type ReadActivityInput = {
  accountId: string
  from: string
  to: string
  keyId?: string
  product?: string
  after?: string
}

/** What fits into one message. */
const PAGE_ROWS = 1_000

/** An account's activity by day, key and product, oldest first. @throws PublicError not_found */
export const readActivity = async (
  context: UsageContext,
  input: ReadActivityInput,
): Promise<{ rows: ActivityRow[]; next: string | null }> => {
  await requireAccount(context.db, input.accountId)
  await waitForOwnUsage(context)
  const rows = await readFromReplica(context, (db) => readRows(db, input))
  const last = rows.at(-1)
  return { rows, next: rows.length === PAGE_ROWS && last ? nameOf(last) : null }
}

const readRows = async (db: Database, input: ReadActivityInput): Promise<ActivityRow[]> => {
  const { rows } = await sql<ActivityRow>`
    select to_char(day, 'YYYY-MM-DD') as "day", a.key_id as "keyId", k.name as "keyName", product, is_byok as "isByok",
      requests::float8 as "requests", ${QUANTITIES} as "quantities", cost as "costNanoUsd", charged as "chargedNanoUsd"
    from activity a left join api_keys k on k.key_id = a.key_id
    where a.account_id = ${input.accountId} and day between ${input.from} and ${input.to}
      ${input.keyId === undefined ? NOTHING : sql`and a.key_id = ${input.keyId}`}
      ${input.product === undefined ? NOTHING : sql`and product = ${input.product}`}
      ${input.after === undefined ? NOTHING : sql`and (day, a.key_id, product, is_byok) > ${placeOf(input.after)}`}
    order by day, a.key_id, product, is_byok limit ${PAGE_ROWS}`.execute(db)
  return rows
}

const NOTHING = sql``

/** All units that occur. Quantities fit into a double; amounts stay bigint. */
const QUANTITIES = sql.raw(
  `json_strip_nulls(json_build_object(${UNITS.filter((unit) => unit !== 'requests')
    .map((unit) => `'${unit}', nullif(${unit}, 0)`)
    .join(', ')}))`,
)

/** The end of a page, as `after` of the next. */
const nameOf = ({ day, keyId, product, isByok }: ActivityRow): string =>
  Buffer.from(JSON.stringify([day, keyId, product, isByok])).toString('base64url')

const placeOf = (name: string) => {
  const [day, keyId, product, isByok] = JSON.parse(Buffer.from(name, 'base64url').toString()) as unknown[]
  return sql`(${day}::date, ${keyId}::text, ${product}::text, ${isByok}::boolean)`
}
