import { ApiError } from '../../api/client.ts'
import { m } from '../../messages/index.ts'

/** The text is the same for an unknown person and a wrong password. */
export const explained = (error: unknown): unknown => {
  if (!(error instanceof ApiError)) return error
  if (error.status === 401) return new Error(m.signIn.refused)
  if (error.code === 'EMAIL_NOT_VERIFIED') return new Error(m.confirm.needed)
  return error.status === 429 ? new Error(m.signIn.limited) : error
}
