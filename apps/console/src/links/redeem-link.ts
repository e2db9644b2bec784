import type { Context } from '../context.ts'
import { hashToken } from './make-link.ts'

/** Uses a link up. Returns its billing account; null if the link is unknown, used or expired. */
export const redeemLink = async ({ db, now }: Context, token: string): Promise<string | null> => {
  const row = await db
    .updateTable('sign_in_links')
    .set({ used_at: now() })
    .where('token_hash', '=', hashToken(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now())
    .returning('account_id')
    .executeTakeFirst()
  return row?.account_id ?? null
}
