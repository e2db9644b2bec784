import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'

const LIFETIME_MS = 3_600_000
const TOKEN_BYTES = 32

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Creates a link that signs in as the administrator once, within an hour. Earlier links stop working. */
export const makeLink = async (
  { db, now, randomBytes }: Context,
  accountId: string,
): Promise<{ token: string; expiresAt: string }> => {
  const token = Buffer.from(randomBytes(TOKEN_BYTES)).toString('base64url')
  const expiresAt = new Date(now().getTime() + LIFETIME_MS)
  await db.deleteFrom('sign_in_links').execute()
  await db
    .insertInto('sign_in_links')
    .values({ token_hash: hashToken(token), account_id: accountId, expires_at: expiresAt, used_at: null })
    .execute()
  return { token, expiresAt: expiresAt.toISOString() }
}
