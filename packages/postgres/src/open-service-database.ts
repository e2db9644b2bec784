import { setTimeout as sleep } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import { isDatabaseDown } from './database-errors.ts'
import { migrate, type Migrations } from './migrate.ts'
import { openDatabase } from './open-database.ts'

type ServiceDatabaseOptions = {
  url: string
  /** The Postgres schema of the service's tables. */
  schema: string
  migrations: Migrations
  maxConnections: number
  logger: Record<'info' | 'warn', (fields: object, message: string) => void>
  lifetime: AsyncDisposableStack
}

/** Postgres and a service may start at the same moment. */
const POSTGRES_PATIENCE_MS = 60_000
const RETRY_AFTER_MS = 500

/** A service's own migrated tables, for its lifetime. @throws if Postgres cannot be reached within a minute. */
export const openServiceDatabase = async <Schema>(
  options: ServiceDatabaseOptions,
): Promise<Kysely<Schema>> => {
  const { url, schema, maxConnections, logger, lifetime } = options
  const db = openDatabase<Schema>(url, {
    schema,
    maxConnections,
    onConnectionLost: (error) => logger.warn({ err: error }, 'a connection to Postgres was lost'),
  })
  lifetime.defer(() => db.destroy())
  await migrateWhenUp(db, options)
  return db
}

const migrateWhenUp = async <Schema>(
  db: Kysely<Schema>,
  { schema, migrations, logger }: ServiceDatabaseOptions,
): Promise<void> => {
  const deadlineMs = performance.now() + POSTGRES_PATIENCE_MS
  for (;;) {
    try {
      await migrate(db, migrations, {
        schema,
        report: (step) => logger.info({ schema, step }, 'bringing tables up to date'),
      })
      return
    } catch (error) {
      if (!isDatabaseDown(error) || performance.now() > deadlineMs) throw error
      logger.warn({ err: error }, 'Postgres is not up yet')
      await sleep(RETRY_AFTER_MS)
    }
  }
}

/** For a service's readiness: null if Postgres answers. @throws the driver's error, which says why it does not */
export const requireReachable = async <Schema>(db: Kysely<Schema>): Promise<null> => {
  await sql`select 1`.execute(db)
  return null
}
