import { createKey } from '@gptget/contracts'
import type { Context } from '../context.ts'

/**
 * Replaces the session that better-auth created for a device by an API key: a program must not be able to use the
 * pages. null: the person is no longer a member of that organization.
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
