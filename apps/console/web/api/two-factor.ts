import { sendJson } from './client.ts'

const post = <Answer = unknown>(path: string, body: object) =>
  sendJson<Answer>('POST', `/api/auth/two-factor${path}`, body)

/** The key for an authenticator, and the recovery codes: each replaces it once. */
export type TwoFactorSetup = { totpURI: string; backupCodes: string[] }

export const startTwoFactor = (password: string) => post<TwoFactorSetup>('/enable', { password })
/** The first correct code turns the second factor on. */
export const confirmTwoFactor = (code: string) => post('/verify-totp', { code })
export const disableTwoFactor = (password: string) => post('/disable', { password })
export const makeRecoveryCodes = (password: string) =>
  post<Pick<TwoFactorSetup, 'backupCodes'>>('/generate-backup-codes', { password })
