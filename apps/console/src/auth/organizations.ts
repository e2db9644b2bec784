import { organization } from 'better-auth/plugins'
import type { Context } from '../context.ts'
import { revokeMemberKeys } from '../member-keys/revoke-member-keys.ts'
import { ORGANIZATION_ACCESS } from './roles.ts'

/** Organizations, members and invitations. */
export const organizations = (context: Context) =>
  organization({
    ...ORGANIZATION_ACCESS,
    // Each needs a wallet in billing, so only the console itself creates them.
    allowUserToCreateOrganization: false,
    organizationHooks: {
      afterRemoveMember: ({ member }) => revokeMemberKeys(context, member.organizationId, member.userId),
    },
    schema: {
      organization: { additionalFields: { accountId: { type: 'string', required: true, input: false } } },
    },
  })
