import { arrayLiteral } from '@gptget/postgres'
import { sql } from 'kysely'
import type { Transaction } from '../db/schema/index.ts'
import { CLASSES, type Activity } from './sum-activity.ts'

const COLUMNS = ['requests', ...Object.keys(CLASSES), 'cost', 'charged']
const sqlOf = (parts: string[]) => sql.raw(parts.join(', '))

/** Adds what a batch sums to. Its rows must be in an order that every batch keeps. */
export const addActivity = async (tx: Transaction, sums: readonly Activity[]): Promise<void> => {
  const numbers = [
    sums.map((sum) => sum.requests),
    ...Object.values(CLASSES).map((name) => sums.map(({ tokens }) => tokens[name])),
    sums.map((sum) => sum.costNanoUsd),
    sums.map((sum) => sum.chargedNanoUsd),
  ]
  await sql`insert into activity (account_id, day, key_id, model, is_byok, ${sqlOf(COLUMNS)})
    select * from unnest(
      ${arrayLiteral(sums.map((sum) => sum.accountId))}::text[],
      ${arrayLiteral(sums.map((sum) => sum.day))}::date[],
      ${arrayLiteral(sums.map((sum) => sum.keyId))}::text[],
      ${arrayLiteral(sums.map((sum) => sum.model))}::text[],
      ${arrayLiteral(sums.map((sum) => sum.isByok))}::boolean[],
      ${sql.join(numbers.map((column) => sql`${arrayLiteral(column)}::bigint[]`))}
    )
    on conflict (account_id, day, key_id, model, is_byok) do update set
      ${sqlOf(COLUMNS.map((column) => `${column} = activity.${column} + excluded.${column}`))}`.execute(tx)
}
