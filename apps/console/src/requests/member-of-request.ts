import type { LoadAuth } from '../auth/load-auth.ts'
import type { Context } from '../context.ts'
import { memberOf, type Member } from '../members/current-member.ts'

/** The member that the cookies of a request sign in; null if no one is signed in. */
export const memberOfRequest = async (
  context: Context,
  loadAuth: LoadAuth,
  headers: Headers,
): Promise<Member | null> => {
  if (!headers.has('cookie')) return null
  const auth = await loadAuth()
  const session = await auth.api.getSession({ headers })
  return session === null ? null : memberOf(context, session)
}
