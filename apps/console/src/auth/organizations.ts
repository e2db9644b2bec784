import { organization } from 'better-auth/plugins'
import type { Context } from '../context.ts'
import { revokeMemberKeys } from '../member-keys/revoke-member-keys.ts'
import { ORGANIZATION_ACCESS } from './roles.ts'

/** Organisations, their members, and who is invited. */
export const organizations = (context: Context) =>
  organization({
    ...ORGANIZATION_ACCESS,
    // Each has a wallet at billing: the console makes them, so that none is without one.
    allowUserToCreateOrganization: false,
    organizationHooks: {
      afterRemoveMember: ({ member }) => revokeMemberKeys(context, member.organizationId, member.userId),
    },
    schema: {
      organization: { additionalFields: { accountId: { type: 'string', required: true, input: false } } },
    },
  })
