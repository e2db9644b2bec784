import { sendJson } from './client.ts'

const post = <Answer = unknown>(path: string, body: object) =>
  sendJson<Answer>('POST', `/api/auth/two-factor${path}`, body)

/** What an authenticator is set up with. The codes sign in where it is lost, each once. */
export type TwoFactorSetup = { totpURI: string; backupCodes: string[] }

export const startTwoFactor = (password: string) => post<TwoFactorSetup>('/enable', { password })
/** The first right code turns it on. */
export const confirmTwoFactor = (code: string) => post('/verify-totp', { code })
export const disableTwoFactor = (password: string) => post('/disable', { password })
export const makeRecoveryCodes = (password: string) =>
  post<Pick<TwoFactorSetup, 'backupCodes'>>('/generate-backup-codes', { password })
