import { DatabaseError } from 'pg'

/** The five-letter SQLSTATE of an error from Postgres. */
export const sqlStateOf = (error: unknown): string | null =>
  error instanceof DatabaseError ? (error.code ?? null) : null

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])

/** pg's own messages, without a code. */
const CONNECTION_LOST =
  /connection terminated|timeout exceeded when trying to connect|client was closed|not queryable/i

/**
 * SQLSTATE classes that say nothing about the statement, only that the server cannot work now: 08 connection, 53 out of
 * resources (full disk, too many connections), 57P shutdown or start-up, 58 system error.
 */
const DOWN_STATES = /^(08|53|57P|58)/

/** Whether an error means that Postgres is unavailable, so that a retry may succeed later. */
export const isDatabaseDown = (error: unknown): boolean => {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseDown)
  if (!(error instanceof Error)) return false
  const sqlState = sqlStateOf(error)
  if (sqlState !== null) return DOWN_STATES.test(sqlState)
  const code = 'code' in error ? String(error.code) : ''
  return NETWORK_CODES.has(code) || CONNECTION_LOST.test(error.message) || isDatabaseDown(error.cause)
}

/**
 * Whether Postgres refused the data itself (class 22: malformed, 23: violates a constraint): a retry would fail too.
 */
export const isDataRefused = (error: unknown): boolean => /^2[23]/.test(sqlStateOf(error) ?? '')

/** Whether Postgres refused a duplicate row: a unique constraint. */
export const isDuplicate = (error: unknown): boolean => sqlStateOf(error) === '23505'

/** Whether a transaction lost to another one and can simply be repeated: serialization failure or deadlock. */
export const isTransactionConflict = (error: unknown): boolean =>
  ['40001', '40P01'].includes(sqlStateOf(error) ?? '')
