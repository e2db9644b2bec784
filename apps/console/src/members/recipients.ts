import type { Context } from '../context.ts'
import { mayDo, role, type Action } from './roles.ts'

/** The addresses of the members who may do something. They get the mails about it. */
export const recipientsOf = async (
  { db }: Pick<Context, 'db'>,
  organizationId: string,
  action: Action,
): Promise<string[]> => {
  const members = await db
    .selectFrom('member')
    .innerJoin('user', 'user.id', 'member.userId')
    .select(['user.email', 'member.role'])
    .where('member.organizationId', '=', organizationId)
    .execute()
  return members.filter((member) => mayDo(role.parse(member.role), action)).map(({ email }) => email)
}
