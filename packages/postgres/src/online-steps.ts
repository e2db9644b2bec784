import { sql, type Kysely, type RawBuilder } from 'kysely'

/**
 * Builds an index without blocking writes: `buildIndex(db, 'charges_day', 'on charges (account_id, settled_at)')`. The
 * remains of an interrupted attempt are replaced. For steps with `runsInTransaction = false`.
 */
export const buildIndex = async (db: Kysely<unknown>, name: string, definition: string): Promise<void> => {
  const { rows } =
    await sql`select from pg_index where indexrelid = to_regclass(${name}) and not indisvalid`.execute(db)
  if (rows.length > 0) await sql`drop index concurrently ${sql.id(name)}`.execute(db)
  await sql.raw(`create index concurrently if not exists "${name}" ${definition}`).execute(db)
}

export type Backfill = {
  table: string
  /** Its primary key: one column, which decides the order of rows. */
  key: string
  /** `is_byok = false` */
  set: string
  /** Selects the rows to fill: none that are already filled. */
  where: string
  /** The batch, which stays locked meanwhile. */
  batchRows?: number
}

/**
 * Fills a column of old rows in batches of thousands, so that no one waits long for a row. For steps with
 * `runsInTransaction = false`: after an interruption it continues with the remaining rows.
 */
export const backfill = async (db: Kysely<unknown>, options: Backfill): Promise<void> => {
  const { set, where, batchRows = 5_000 } = options
  const [table, key] = [sql.id(options.table), sql.id(options.key)]
  let after: string | null = null
  do {
    const isLater: RawBuilder<unknown> = after === null ? sql`true` : sql`${key} > ${after}`
    // The next rows by their key alone: with the condition, Postgres might read the whole table for each batch.
    const { rows }: { rows: { last: string | null }[] } = await sql<{ last: string | null }>`
      with page as (select ${key} from ${table} where ${isLater} order by ${key} limit ${sql.lit(batchRows)}),
      filled as (
        update ${table} set ${sql.raw(set)}
        where ${isLater} and ${key} <= (select max(${key}) from page) and (${sql.raw(where)})
      )
      select max(${key})::text as last from page`.execute(db)
    after = rows[0]!.last
  } while (after !== null)
}
