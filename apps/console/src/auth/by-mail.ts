import type { BetterAuthOptions } from 'better-auth'
import type { Context } from '../context.ts'
import { auditPerson } from '../audit/audit-person.ts'
import { accountExistsMail, confirmationMail, passwordResetMail } from '../mail/mails.ts'

type MailedOptions = Required<Pick<BetterAuthOptions, 'emailAndPassword'>> &
  Pick<BetterAuthOptions, 'emailVerification'>

/** A page of the console at the address that this person uses. The secret is after the `#`, which no server sees. */
const pageOf = (request: Request | undefined, path: string): string =>
  new URL(path, request === undefined ? undefined : new URL(request.url).origin).href

/**
 * Sign-in by password. With a mail server, also password resets and the confirmation of addresses. No answer waits for
 * a mail: the time that it takes would reveal whether one was sent.
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
      // Without it, the answer to a sign-up would reveal whether the address has an account.
      requireEmailVerification: true,
      sendResetPassword: async ({ user, token }, request) =>
        mailer.sendLater(passwordResetMail(user.email, pageOf(request, `/reset-password#${token}`))),
      onExistingUserSignUp: async ({ user }, request) =>
        mailer.sendLater(accountExistsMail(user.email, pageOf(request, '/forgot-password'))),
      onPasswordReset: async ({ user }) => {
        // The person who received the mail owns the address.
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
