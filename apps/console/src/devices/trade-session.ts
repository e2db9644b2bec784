import { createKey } from '@gptget/contracts'
import type { Context } from '../context.ts'

/**
 * A key for a device in place of the session that better-auth made for it: a program needs no way into the pages.
 * null: the person is no member of that organisation any more.
 */
export const tradeSessionForKey = async (
  { bus, db }: Context,
  sessionToken: string,
  organizationId: string,
): Promise<string | null> => {
  const session = await db
    .deleteFrom('session')
    .where('token', '=', sessionToken)
    .returning('userId')
    .executeTakeFirst()
  if (session === undefined) return null
  const member = await db
    .selectFrom('member')
    .innerJoin('organization', 'organization.id', 'member.organizationId')
    .innerJoin('user', 'user.id', 'member.userId')
    .select(['organization.accountId', 'user.email', 'member.role'])
    .where('member.userId', '=', session.userId)
    .where('organization.id', '=', organizationId)
    .executeTakeFirst()
  if (member === undefined) return null
  const { apiKey } = await bus.call(createKey, {
    accountId: member.accountId,
    name: `Command line of ${member.email}`,
    actor: { kind: 'service', id: 'console' },
  })
  return apiKey
}
