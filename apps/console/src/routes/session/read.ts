import type { Handler } from 'hono'
import { FIRST_ADMINISTRATOR } from '../../members/first-administrator.ts'
import type { ConsoleEnv } from '../../env.ts'
import { actionsOf } from '../../members/roles.ts'

/** `GET /console/api/session`: who is signed in, where, and what they may do there. */
export const readSession: Handler<ConsoleEnv> = (c) => {
  const { sessionId, userId, name, email, isAdministrator, hasTwoFactor, organizations, ...member } =
    c.var.member
  return c.json({
    sessionId,
    user: {
      id: userId,
      name,
      email,
      hasAddress: email !== FIRST_ADMINISTRATOR.email,
      isAdministrator,
      hasTwoFactor,
    },
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
