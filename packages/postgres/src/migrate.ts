import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { sqlStateOf } from './database-errors.ts'

/** One change of a service's tables, made while the previous version uses them. */
export type Migration = {
  /** In a separate transaction, unless `runsInTransaction` says otherwise. */
  up(db: Kysely<unknown>): Promise<void>
  /**
   * false: for what Postgres cannot do in a transaction (building an index without blocking writes) or what takes many
   * of them (filling old rows in batches). After an interruption such a step starts again.
   */
  runsInTransaction?: false
  /** Removes what an earlier version used. Says since which version nothing reads or writes it. */
  contracts?: string
}

/** Steps by name, applied in the order of their names, each once: `{ '0001-accounts': { up } }`. */
export type Migrations = Record<string, Migration>

type MigrateOptions = {
  schema: string
  /** Called for each step that begins. */
  report?: (name: string) => void
}

const LOCK_POLL_MS = 100
/** A statement that waits for a lock blocks everyone behind it, so it soon gives way and retries. */
const LOCK_TIMEOUT_MS = 1_000
const LOCK_PATIENCE_MS = 600_000

/**
 * Migrates the tables of a schema. Several processes may call it at once: one works, the others wait. Applied steps of
 * a later version are ignored, so that a version can be started again, or restored, beside the next one.
 *
 * @throws Error if the tables were created in another order; the error of the failing step, whose transaction is rolled
 * back
 */
export const migrate = async <Schema>(
  db: Kysely<Schema>,
  migrations: Migrations,
  options: MigrateOptions,
): Promise<void> => {
  await createSchema(db, options.schema)
  await db.connection().execute(async (connection) => {
    // The pool limits the time of statements; building an index of a large table takes longer.
    await sql`set statement_timeout = 0`.execute(connection)
    try {
      await withLock(connection, options.schema, () => applyPending(connection, migrations, options))
    } finally {
      await sql`reset all`.execute(connection)
    }
  })
}

/**
 * The lock is polled instead of waited for: a waiting statement keeps its snapshot, for which building an index waits
 * in turn.
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

/** The name in Kysely's own migrator, which made the tables of earlier versions. */
const JOURNAL = 'kysely_migration'

/** @throws Error if a step was applied out of order, or one before ours is unknown. */
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

/** Retries while another transaction holds what it needs. @throws the error of the work, or after ten minutes. */
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

/** Two simultaneous creations are safe because of the lock. */
const createSchema = <Schema>(db: Kysely<Schema>, schema: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`create schema ${schema}`}))`.execute(tx)
    const { rows } = await sql`select from pg_namespace where nspname = ${schema}`.execute(tx)
    // `if not exists` still needs the right to create one, which a service's own role does not have.
    if (rows.length === 0) await sql`create schema ${sql.id(schema)}`.execute(tx)
  })
