import type { ActivityRow } from '@gptget/contracts'
import { sql } from 'kysely'
import { requireAccount } from '../accounts/require-account.ts'
import type { UsageContext } from '../context.ts'
import { waitForOwnUsage } from '../ledger/read-credits.ts'

export type ReadActivityInput = {
  accountId: string
  from: string
  to: string
  keyId?: string
  model?: string
  after?: string
}

/** What fits into one message. */
const PAGE_ROWS = 1_000

/** An account's activity by day, key and model, oldest first. @throws PublicError not_found */
export const readActivity = async (
  context: UsageContext,
  input: ReadActivityInput,
): Promise<{ rows: ActivityRow[]; next: string | null }> => {
  await requireAccount(context.db, input.accountId)
  await waitForOwnUsage(context)
  const { rows } = await sql<ActivityRow>`
    select to_char(day, 'YYYY-MM-DD') as "day", a.key_id as "keyId", k.name as "keyName", model, is_byok as "isByok",
      ${COUNTS}, cost as "costNanoUsd", charged as "chargedNanoUsd"
    from activity a left join api_keys k on k.key_id = a.key_id
    where a.account_id = ${input.accountId} and day between ${input.from} and ${input.to}
      ${input.keyId === undefined ? NOTHING : sql`and a.key_id = ${input.keyId}`}
      ${input.model === undefined ? NOTHING : sql`and model = ${input.model}`}
      ${input.after === undefined ? NOTHING : sql`and (day, a.key_id, model, is_byok) > ${placeOf(input.after)}`}
    order by day, a.key_id, model, is_byok limit ${PAGE_ROWS}`.execute(context.db)
  const last = rows.at(-1)
  return { rows, next: rows.length === PAGE_ROWS && last ? nameOf(last) : null }
}

const NOTHING = sql``

/** `cacheWrite1hTokens` is `cache_write_1h_tokens`. */
const columnOf = (name: string): string => name.replaceAll(/[A-Z]|\d/g, (part) => `_${part.toLowerCase()}`)

/** Counts of tokens stay far below what a double holds; amounts do not leave bigint. */
const COUNTS = sql.raw(
  [
    'requests',
    'inputTokens',
    'cacheReadTokens',
    'cacheWriteTokens',
    'cacheWrite1hTokens',
    'audioInputTokens',
    'imageInputTokens',
    'outputTokens',
    'reasoningTokens',
    'audioOutputTokens',
    'imageOutputTokens',
  ]
    .map((name) => `${columnOf(name)}::float8 as "${name}"`)
    .join(', '),
)

/** Where a page ends, as `after` of the next. */
const nameOf = ({ day, keyId, model, isByok }: ActivityRow): string =>
  Buffer.from(JSON.stringify([day, keyId, model, isByok])).toString('base64url')

const placeOf = (name: string) => {
  const [day, keyId, model, isByok] = JSON.parse(Buffer.from(name, 'base64url').toString()) as unknown[]
  return sql`(${day}::date, ${keyId}::text, ${model}::text, ${isByok}::boolean)`
}
