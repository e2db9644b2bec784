import type { ResolvedKey } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { lockAccount, withTransaction } from '@gptget/postgres'
import { hash, randomBytes } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { isObject, type JsonObject } from '../events/event.ts'

/** As OpenAI's: this prefix marks a secret for one session, not an API key. */
export const CLIENT_SECRET_PREFIX = 'ek_'

const SECRET_BYTES = 32
const CLIENT_SECRET = /^ek_[A-Za-z0-9_-]{43}$/

const hashOf = (secret: string): string => hash('sha256', secret)

export type NewClientSecret = { value: string; expiresAt: Date }

type Asked = { key: ResolvedKey; keyHash: string; session: JsonObject; lifetimeMs: number }

/** Each is stored with its session until it is used or expires. */
const MOST_OF_ACCOUNT = 1_000

/**
 * Creates a secret that opens one session like the API key would, until it expires.
 * @throws PublicError 429 if the account has too many
 */
export const createClientSecret = async (
  { db, now }: Context,
  { key, keyHash, session, lifetimeMs }: Asked,
): Promise<NewClientSecret> => {
  const value = `${CLIENT_SECRET_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`
  const createdAt = new Date(now())
  const expiresAt = new Date(createdAt.getTime() + lifetimeMs)
  const row = {
    secret_hash: hashOf(value),
    account_id: key.accountId,
    key_id: key.keyId,
    key_hash: keyHash,
    session: JSON.stringify(session),
    expires_at: expiresAt,
    created_at: createdAt,
  }
  await withTransaction(db, async (tx) => {
    await requirePlace(tx, key.accountId, createdAt)
    await tx.insertInto('client_secrets').values(row).execute()
  })
  return { value, expiresAt }
}

const requirePlace = async (tx: Transaction, accountId: string, now: Date): Promise<void> => {
  await lockAccount(tx, accountId, 'client secrets')
  const { count } = await tx
    .selectFrom('client_secrets')
    .select(({ fn }) => fn.countAll<bigint>().as('count'))
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .executeTakeFirstOrThrow()
  if (Number(count) < MOST_OF_ACCOUNT) return
  throw new PublicError(
    'rate_limit_exceeded',
    `An account has ${MOST_OF_ACCOUNT} unused client secrets at most. Use them, or let them expire.`,
    { retryAfterMs: 60_000, metadata: { limit_source: 'account_client_secrets', limit: MOST_OF_ACCOUNT } },
  )
}

/** The session of a secret, which this uses up. @throws PublicError 401 if it is invalid, used or expired */
export const redeemClientSecret = async (
  { db, now }: Context,
  value: string,
): Promise<{ keyHash: string; session: JsonObject }> => {
  if (!CLIENT_SECRET.test(value)) throw refused()
  const row = await db
    .deleteFrom('client_secrets')
    .where('secret_hash', '=', hashOf(value))
    .returningAll()
    .executeTakeFirst()
  if (row === undefined) throw refused()
  if (row.expires_at.getTime() <= now())
    throw new PublicError('expired_api_key', 'This client secret has expired. Create another one.')
  const session: unknown = JSON.parse(row.session)
  return { keyHash: row.key_hash, session: isObject(session) ? session : {} }
}

const refused = (): PublicError =>
  new PublicError(
    'invalid_api_key',
    'This client secret is invalid or was already used: each opens one session.',
  )

/** Deletes those that were not used in time. */
export const forgetExpired = async ({ db, now }: Context): Promise<void> => {
  await db.deleteFrom('client_secrets').where('expires_at', '<', new Date(now())).execute()
}
