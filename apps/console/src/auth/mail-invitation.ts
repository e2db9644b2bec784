import { APIError } from 'better-auth/api'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { invitationMail } from '../mail/mails.ts'

const invitation = z.object({ id: z.string(), email: z.string(), organizationId: z.string() })

type Invited = {
  /** The answer of better-auth. */
  answer: unknown
  /** The person who invites. */
  inviter: { name: string; email: string }
  /** The address at which the inviter uses the console. */
  origin: string
}

/**
 * Mails an invitation, if there is a mail server. better-auth's own `sendInvitationEmail` hides failures, but the
 * inviter must know that they have to pass the link on. @throws APIError INVITATION_NOT_MAILED
 */
export const mailInvitation = async (
  context: Context,
  { answer, inviter, origin }: Invited,
): Promise<void> => {
  const { db, mailer, logger } = context
  if (mailer === null) return
  const { id, email, organizationId } = invitation.parse(answer)
  const { name } = await db
    .selectFrom('organization')
    .select('name')
    .where('id', '=', organizationId)
    .executeTakeFirstOrThrow()
  const link = `${origin}/accept-invitation?id=${id}`
  const who = inviter.name || inviter.email
  await mailer.send(invitationMail({ to: email, inviter: who, organization: name, link })).catch((error) => {
    logger.error({ err: error }, 'an invitation could not be mailed')
    throw new APIError('BAD_GATEWAY', {
      code: 'INVITATION_NOT_MAILED',
      message: 'The invitation was created, but its mail could not be sent. Copy its link and pass it on.',
    })
  })
}
