import { createAccessControl } from 'better-auth/plugins/access'
import { adminAc, defaultStatements, memberAc, ownerAc } from 'better-auth/plugins/organization/access'

const access = createAccessControl(defaultStatements)
const nothing = access.newRole({ organization: [], member: [], invitation: [], team: [], ac: [] })

/** What each role may do with an organization and its members. The other rights are in `members/roles.ts`. */
export const ORGANIZATION_ACCESS = {
  ac: access,
  roles: { owner: ownerAc, admin: adminAc, member: memberAc, billing: nothing, viewer: nothing },
}
