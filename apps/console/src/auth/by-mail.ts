import type { BetterAuthOptions } from 'better-auth'
import type { Context } from '../context.ts'
import { auditPerson } from '../audit/audit-person.ts'
import { accountExistsMail, confirmationMail, passwordResetMail } from '../mail/mails.ts'

type MailedOptions = Required<Pick<BetterAuthOptions, 'emailAndPassword'>> &
  Pick<BetterAuthOptions, 'emailVerification'>

/** A page of ours, at the address by which the person who asks reached us. What is secret stands behind the #. */
const pageOf = (request: Request | undefined, path: string): string =>
  new URL(path, request === undefined ? undefined : new URL(request.url).origin).href

/**
 * Passwords, and what is done by mail where the operator has set up a mail server: a new password, and that an address
 * is who signs up says. None of it makes the answer wait: how long a mail takes would tell whether there was one.
 */
export const signInByPassword = (context: Context): MailedOptions => {
  const { config, mailer } = context
  const passwords = {
    enabled: true,
    disableSignUp: config.signUp === 'invited',
    minPasswordLength: 10,
    maxPasswordLength: 200,
    revokeSessionsOnPasswordReset: true,
    resetPasswordTokenExpiresIn: 3_600,
  }
  if (mailer === null) return { emailAndPassword: passwords }
  return {
    emailAndPassword: {
      ...passwords,
      // So that signing up answers alike whether the address has an account or not.
      requireEmailVerification: true,
      sendResetPassword: async ({ user, token }, request) =>
        mailer.sendLater(passwordResetMail(user.email, pageOf(request, `/reset-password#${token}`))),
      onExistingUserSignUp: async ({ user }, request) =>
        mailer.sendLater(accountExistsMail(user.email, pageOf(request, '/forgot-password'))),
      onPasswordReset: async ({ user }) => {
        // Who has the mail has the address.
        await context.db.updateTable('user').set({ emailVerified: true }).where('id', '=', user.id).execute()
        await auditPerson(context, user, { action: 'person.password_reset' })
      },
    },
    emailVerification: {
      sendOnSignUp: true,
      sendOnSignIn: true,
      autoSignInAfterVerification: true,
      expiresIn: 3_600,
      sendVerificationEmail: async ({ user, token }, request) =>
        mailer.sendLater(confirmationMail(user.email, pageOf(request, `/confirm-address#${token}`))),
    },
  }
}
