import type { PeopleAction } from '@gptget/contracts'
import { createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api'
import { z } from 'zod'
import { auditOrganization } from '../audit/audit-organization.ts'
import { auditPerson } from '../audit/audit-person.ts'
import type { Context } from '../context.ts'
import { mailInvitation } from './mail-invitation.ts'

/** What better-auth returns for a change of an organization's members: the fields that are recorded. */
const member = z.object({ organizationId: z.string(), userId: z.string(), role: z.string() })
const invitation = z.object({ organizationId: z.string(), email: z.string(), role: z.string() })

type OfOrganization = { organizationId: string; action: PeopleAction; subject: string; role: string }

const ofInvitation =
  (action: PeopleAction) =>
  (answer: unknown): OfOrganization => {
    const { organizationId, email, role } = invitation.parse(answer)
    return { organizationId, action, subject: email, role }
  }
const ofMember =
  (action: PeopleAction) =>
  (answer: unknown): OfOrganization => {
    const { organizationId, userId, role } = member.parse(answer)
    return { organizationId, action, subject: userId, role }
  }

const INVITE = '/organization/invite-member'

const ORGANIZATION_CHANGES: Record<string, (answer: unknown) => OfOrganization> = {
  [INVITE]: ofInvitation('member.invited'),
  '/organization/cancel-invitation': (answer) =>
    ofInvitation('member.invitation_withdrawn')(unwrap(answer, 'invitation')),
  '/organization/accept-invitation': (answer) => ofMember('member.joined')(unwrap(answer, 'member')),
  '/organization/remove-member': (answer) => ofMember('member.removed')(unwrap(answer, 'member')),
  '/organization/update-member-role': ofMember('member.role_changed'),
}

const unwrap = (answer: unknown, name: string): unknown =>
  (answer as Record<string, unknown> | null)?.[name] ?? answer

/** Changes that people make to their own account. The first confirmed code turns the second factor on. */
const PERSON_CHANGES: Record<string, PeopleAction> = {
  '/change-password': 'person.password_changed',
  '/two-factor/verify-totp': 'person.two_factor_enabled',
  '/two-factor/disable': 'person.two_factor_disabled',
  '/two-factor/generate-backup-codes': 'person.recovery_codes_made',
  '/passkey/verify-registration': 'person.passkey_added',
  '/passkey/delete-passkey': 'person.passkey_removed',
  '/revoke-session': 'person.sessions_ended',
  '/revoke-sessions': 'person.sessions_ended',
  '/revoke-other-sessions': 'person.sessions_ended',
}

/** Records what people change through better-auth in the audit log, and mails invitations. Failures changed nothing. */
export const afterChanges = (context: Context) =>
  createAuthMiddleware(async (ctx) => {
    const answer = ctx.context.returned
    if (isAPIError(answer)) return
    const ofOrganization = ORGANIZATION_CHANGES[ctx.path]
    const action = PERSON_CHANGES[ctx.path]
    if (ofOrganization === undefined && action === undefined) return
    const session = ctx.context.session ?? (await getSessionFromCtx(ctx))
    if (session === null) return
    const { email, id, name } = session.user
    if (ofOrganization !== undefined) {
      const { role, ...change } = ofOrganization(answer)
      await auditOrganization(context, { ...change, by: email, details: { role } })
      if (ctx.path === INVITE)
        await mailInvitation(context, {
          answer,
          inviter: { name, email },
          origin: new URL(ctx.request!.url).origin,
        })
    } else await auditPerson(context, { id, email }, { action: action! })
  })
