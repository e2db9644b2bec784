import type { Context } from '../context.ts'
import { hashToken } from './make-link.ts'

/** The billing account that a link is for, the first time that it is used; null for any other. */
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
