import { UNITS, type Unit } from '@gptget/contracts'
import { arrayLiteral } from '@gptget/postgres'
import { sql } from 'kysely'
import type { Transaction } from '../db/schema/index.ts'
import type { Activity } from './sum-activity.ts'

const sqlOf = (parts: string[]) => sql.raw(parts.join(', '))

/**
 * Adds the sums of a batch. Its rows must have the same order in every batch. Units are columns, which is the fastest
 * way, and only those that occur are written.
 */
export const addActivity = async (tx: Transaction, sums: readonly Activity[]): Promise<void> => {
  const units = usedUnits(sums)
  const columns = ['requests', ...units, 'cost', 'charged']
  const numbers = [
    sums.map((sum) => sum.requests),
    ...units.map((unit) => sums.map(({ quantities }) => quantities[unit] ?? 0)),
    sums.map((sum) => sum.costNanoUsd),
    sums.map((sum) => sum.chargedNanoUsd),
  ]
  await sql`insert into activity (account_id, day, key_id, product, is_byok, ${sqlOf(columns)})
    select * from unnest(
      ${arrayLiteral(sums.map((sum) => sum.accountId))}::text[],
      ${arrayLiteral(sums.map((sum) => sum.day))}::date[],
      ${arrayLiteral(sums.map((sum) => sum.keyId))}::text[],
      ${arrayLiteral(sums.map((sum) => sum.product))}::text[],
      ${arrayLiteral(sums.map((sum) => sum.isByok))}::boolean[],
      ${sql.join(numbers.map((column) => sql`${arrayLiteral(column)}::bigint[]`))}
    )
    on conflict (account_id, day, key_id, product, is_byok) do update set
      ${sqlOf(columns.map((column) => `${column} = activity.${column} + excluded.${column}`))}`.execute(tx)
}

/** `requests` is a separate column: a request is counted whether it has a price or not. */
const usedUnits = (sums: readonly Activity[]): Unit[] =>
  UNITS.filter((unit) => unit !== 'requests' && sums.some(({ quantities }) => quantities[unit] !== undefined))
