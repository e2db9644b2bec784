import type { Member } from './current-member.ts'
import { FIRST_ADMINISTRATOR } from './first-administrator.ts'
import { actionsOf } from './roles.ts'

/** The session as the pages read it: the person, the organization, and what they may do there. */
export const describeSession = (member: Member) => ({
  sessionId: member.sessionId,
  user: {
    id: member.userId,
    name: member.name,
    email: member.email,
    hasAddress: member.email !== FIRST_ADMINISTRATOR.email,
    isAdministrator: member.isAdministrator,
    hasTwoFactor: member.hasTwoFactor,
  },
  organization: {
    id: member.organizationId,
    name: member.organizationName,
    accountId: member.accountId,
    role: member.role,
    may: actionsOf(member.role),
  },
  organizations: member.organizations,
})
