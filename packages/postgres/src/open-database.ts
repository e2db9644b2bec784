import { Kysely, PostgresDialect } from 'kysely'
import { Pool, types } from 'pg'
import { fairPool } from './fair-pool.ts'

export type DatabaseOptions = {
  maxConnections?: number
  /** The Postgres schema of unqualified table names. Created by `migrate`. */
  schema?: string
  connectTimeoutMs?: number
  /** Postgres cancels a statement after this time. */
  statementTimeoutMs?: number
  /** Called for connections that broke while idle or between two statements; the pool replaces them. */
  onConnectionLost?: (error: Error) => void
}

/**
 * A pool of connections to Postgres, as Kysely. Opens none before the first query, and survives a restart of Postgres:
 * running queries fail (`isDatabaseDown`), the next ones get new connections. Callers take turns (`fairPool`). `bigint`
 * columns are bigints, `numeric` ones exact decimal text.
 */
export const openDatabase = <Schema>(url: string, options: DatabaseOptions = {}): Kysely<Schema> => {
  const onConnectionLost = options.onConnectionLost ?? (() => undefined)
  const { maxConnections: max = 10, connectTimeoutMs = 5_000 } = options
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    // Each takes 2 to 4 MiB of Postgres. A service opens several when it starts and needs one or two later.
    idleTimeoutMillis: 10_000,
    keepAlive: true,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: options.statementTimeoutMs ?? 30_000,
    types: { getTypeParser },
    ...(options.schema === undefined ? {} : { options: `-c search_path=${options.schema}` }),
  })
  pool.on('error', onConnectionLost)
  // A connection lost between two statements of a transaction fails no query: without a listener it would end the
  // process.
  pool.on('connect', (client) => client.on('error', onConnectionLost))
  return new Kysely<Schema>({
    dialect: new PostgresDialect({ pool: fairPool(pool, { places: max, patienceMs: connectTimeoutMs }) }),
  })
}

const parseInt8Array = (text: string): (bigint | null)[] =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : BigInt(item)))

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: string) => {
  if (format !== 'binary') {
    if (oid === types.builtins.INT8) return BigInt
    if (oid === INT8_ARRAY) return parseInt8Array
  }
  return types.getTypeParser(oid, format as 'text')
}

const INT8_ARRAY = 1016
