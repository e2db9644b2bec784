import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { sqlStateOf } from './database-errors.ts'

/** One change of a service's tables, made while the version before goes on using them. */
export type Migration = {
  /** Inside a transaction of its own, unless `runsInTransaction` says otherwise. */
  up(db: Kysely<unknown>): Promise<void>
  /**
   * false: for what Postgres does in no transaction (an index built while writes go on) or what takes many of them
   * (old rows filled in, a piece at a time). Such a step is run again from its beginning when it was cut short.
   */
  runsInTransaction?: false
  /** Takes away what an earlier version used. Says since which version nothing reads or writes it. */
  contracts?: string
}

/** Steps by name, applied in the order of their names, each once for ever: `{ '0001-accounts': { up } }`. */
export type Migrations = Record<string, Migration>

type MigrateOptions = {
  schema: string
  /** Told of each step that is begun. */
  report?: (name: string) => void
}

const LOCK_POLL_MS = 100
/** A statement that waits for a lock holds up everybody who comes after it, so it soon makes room and tries again. */
const LOCK_TIMEOUT_MS = 1_000
const LOCK_PATIENCE_MS = 600_000

/**
 * Brings the tables of a schema up to date. Several processes may call it at once: one works, the others wait.
 * Steps of a later version that the tables have had already are left alone, so that a version can be started again,
 * or gone back to, beside the next one.
 *
 * @throws Error when the tables were made in another order; what the failing step threw, whose transaction is
 *   rolled back
 */
export const migrate = async <Schema>(
  db: Kysely<Schema>,
  migrations: Migrations,
  options: MigrateOptions,
): Promise<void> => {
  await createSchema(db, options.schema)
  await db.connection().execute(async (connection) => {
    // Whoever opened the pool bounds statements; building an index of a large table takes longer.
    await sql`set statement_timeout = 0`.execute(connection)
    try {
      await withLock(connection, options.schema, () => applyPending(connection, migrations, options))
    } finally {
      await sql`reset all`.execute(connection)
    }
  })
}

/**
 * The lock is asked for again and again instead of waited for: a statement that waits keeps its snapshot, for which
 * the building of an index waits in turn.
 */
const withLock = async <Schema>(
  connection: Kysely<Schema>,
  schema: string,
  work: () => Promise<void>,
): Promise<void> => {
  const key = sql`hashtext('gptget migrate'), hashtext(${schema})`
  for (;;) {
    const { rows } = await sql<{ locked: boolean }>`select pg_try_advisory_lock(${key}) as locked`.execute(
      connection,
    )
    if (rows[0]!.locked) break
    await sleep(LOCK_POLL_MS)
  }
  try {
    await work()
  } finally {
    await sql`select pg_advisory_unlock(${key})`.execute(connection)
  }
}

const applyPending = async <Schema>(
  connection: Kysely<Schema>,
  migrations: Migrations,
  { schema, report = () => {} }: MigrateOptions,
): Promise<void> => {
  const journal = sql`${sql.id(schema, JOURNAL)}`
  await sql`create table if not exists ${journal} (name varchar(255) primary key, timestamp varchar(255) not null)`.execute(
    connection,
  )
  const { rows } = await sql<{ name: string }>`select name from ${journal}`.execute(connection)
  const names = Object.keys(migrations).toSorted()
  for (const name of pendingOf(names, new Set(rows.map((row) => row.name)))) {
    report(name)
    const migration = migrations[name]!
    const run = async (db: Kysely<Schema>): Promise<void> => {
      await migration.up(db as unknown as Kysely<unknown>)
      await sql`insert into ${journal} values (${name}, ${new Date().toISOString()})`.execute(db)
    }
    if (migration.runsInTransaction === false) await run(connection)
    else await inTransaction(connection, run)
  }
}

/** As Kysely's own migrator called it, which made the tables of earlier versions. */
const JOURNAL = 'kysely_migration'

/** @throws Error where a step was applied out of order, or one that came before ours is unknown. */
const pendingOf = (names: readonly string[], applied: ReadonlySet<string>): string[] => {
  const last = names.at(-1) ?? ''
  const unknown = [...applied].filter((name) => name < last && !names.includes(name))
  if (unknown.length > 0)
    throw new Error(`These migrations were applied and are not here: ${unknown.join(', ')}`)
  const pending = names.filter((name) => !applied.has(name))
  const overtaken = pending.filter((name) => [...applied].some((other) => other > name))
  if (overtaken.length > 0) throw new Error(`Later migrations were applied before ${overtaken.join(', ')}`)
  return pending
}

/** Tries again while another transaction holds what it needs. @throws what the work threw, or after ten minutes. */
const inTransaction = async <Schema>(
  connection: Kysely<Schema>,
  work: (tx: Kysely<Schema>) => Promise<void>,
): Promise<void> => {
  const deadlineMs = performance.now() + LOCK_PATIENCE_MS
  for (;;) {
    try {
      return await connection.transaction().execute(async (tx) => {
        await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(tx)
        await work(tx)
      })
    } catch (error) {
      if (sqlStateOf(error) !== LOCK_NOT_AVAILABLE || performance.now() > deadlineMs) throw error
      await sleep(LOCK_TIMEOUT_MS)
    }
  }
}

const LOCK_NOT_AVAILABLE = '55P03'

/** Two creations at once are safe by the lock. */
const createSchema = <Schema>(db: Kysely<Schema>, schema: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`create schema ${schema}`}))`.execute(tx)
    const { rows } = await sql`select from pg_namespace where nspname = ${schema}`.execute(tx)
    // `if not exists` asks for the right to create one all the same, which a service's own role does not have.
    if (rows.length === 0) await sql`create schema ${sql.id(schema)}`.execute(tx)
  })
