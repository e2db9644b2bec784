import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'

/** Steps by name, applied in the order of their names, each once for ever: `{ '0001-accounts': { up } }`. */
export type Migrations = Record<string, Migration>

/**
 * Brings the tables of a schema up to date. Several processes may call it at once: one works, the others wait.
 *
 * @throws what the failing step threw; its changes are rolled back
 */
export const migrate = async <Schema>(
  db: Kysely<Schema>,
  migrations: Migrations,
  options: { schema: string },
): Promise<void> => {
  await createSchema(db, options.schema)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: options.schema,
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error
}

/** Two creations at once are safe by the lock. */
const createSchema = <Schema>(db: Kysely<Schema>, schema: string): Promise<void> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`create schema ${schema}`}))`.execute(tx)
    const { rows } = await sql`select from pg_namespace where nspname = ${schema}`.execute(tx)
    // `if not exists` asks for the right to create one all the same, which a service's own role does not have.
    if (rows.length === 0) await sql`create schema ${sql.id(schema)}`.execute(tx)
  })
