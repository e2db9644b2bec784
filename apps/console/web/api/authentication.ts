import { getJson, sendJson } from './client.ts'

const post = <Answer = Record<string, unknown>>(path: string, body: unknown = {}) =>
  sendJson<Answer>('POST', `/api/auth${path}`, body)

export const signInByLink = (token: string) => post('/sign-in/link', { token })
/** The answer says whether a second factor is needed. */
export const signIn = (email: string, password: string) =>
  post<{ twoFactorRedirect?: boolean }>('/sign-in/email', { email, password })
/** The second step: a code of the authenticator, or a recovery code. */
export const confirmByCode = (code: string, trustDevice: boolean) =>
  post('/two-factor/verify-totp', { code, trustDevice })
export const confirmByRecoveryCode = (code: string, trustDevice: boolean) =>
  post('/two-factor/verify-backup-code', { code, trustDevice })
/** `token` is null if the address must be confirmed first. */
export const signUp = (fields: { name: string; email: string; password: string }) =>
  post<{ token: string | null }>('/sign-up/email', fields)
export const confirmAddress = (token: string) =>
  getJson(`/api/auth/verify-email?token=${encodeURIComponent(token)}`)
export const requestPasswordReset = (email: string) => post('/request-password-reset', { email })
export const resetPassword = (token: string, newPassword: string) =>
  post('/reset-password', { token, newPassword })
export const signOut = () => post('/sign-out')
export const switchOrganization = (organizationId: string) =>
  post('/organization/set-active', { organizationId })

/** Goes to the single sign-on provider, which leads back to `next`. */
export const signInElsewhere = async (next: string): Promise<void> => {
  const { url } = await post<{ url: string }>('/sign-in/social', {
    provider: 'oidc',
    callbackURL: next,
    errorCallbackURL: '/sign-in',
  })
  location.assign(url)
}
