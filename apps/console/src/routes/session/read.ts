import type { Handler } from 'hono'
import type { ConsoleEnv } from '../../env.ts'
import { actionsOf } from '../../members/roles.ts'

/** `GET /console/api/session`: who is signed in, where, and what they may do there. */
export const readSession: Handler<ConsoleEnv> = (c) => {
  const { userId, name, email, isAdministrator, organizations, ...member } = c.var.member
  return c.json({
    user: { id: userId, name, email, isAdministrator },
    organization: {
      id: member.organizationId,
      name: member.organizationName,
      accountId: member.accountId,
      role: member.role,
      may: actionsOf(member.role),
    },
    organizations,
  })
}
