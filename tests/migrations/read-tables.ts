import { sql, type Kysely } from 'kysely'

type Column = {
  type: string
  /** Whether an insert without this column fails. */
  isRequired: boolean
}

/** The tables and views of a schema, by name. */
export type Tables = Record<
  string,
  {
    columns: Record<string, Column>
    constraints: string[]
    /** Another one: it was written anew. */ file: string
  }
>

export const readTables = async (db: Kysely<unknown>, schema: string): Promise<Tables> => {
  const { rows } = await sql<{
    name: string
    file: string
    columns: Tables[string]['columns'] | null
    constraints: string[]
  }>`
    select c.relname as name, c.relfilenode::text as file,
      (select json_object_agg(a.attname, json_build_object('type', format_type(a.atttypid, a.atttypmod), 'isRequired',
          a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''))
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      array(select conname::text from pg_constraint where conrelid = c.oid and contype in ('c', 'f', 'u', 'x')) as constraints
    from pg_class c where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p', 'v', 'm')`.execute(
    db,
  )
  return Object.fromEntries(
    rows.map(({ name, columns, ...others }) => [name, { ...others, columns: columns ?? {} }]),
  )
}

/** The number of full scans of each table by the current transaction. */
export const scansOf = async (db: Kysely<unknown>, schema: string): Promise<Record<string, number>> => {
  const { rows } = await sql<{ relname: string; scans: number }>`
    select relname, seq_scan::int as scans from pg_stat_xact_all_tables where schemaname = ${schema}`.execute(
    db,
  )
  return Object.fromEntries(rows.map(({ relname, scans }) => [relname, scans]))
}
