import { ApiError } from '../../api/client.ts'
import { m } from '../../messages/index.ts'

/** Of links that were used, are too old or were never made. */
const LINK_REFUSED = ['INVALID_TOKEN', 'TOKEN_EXPIRED']

/** The text is the same for an unknown person and a wrong password. */
export const explained = (error: unknown, linkRefused: string = m.reset.refused): unknown => {
  if (!(error instanceof ApiError)) return error
  if (LINK_REFUSED.includes(error.code)) return new Error(linkRefused)
  if (error.status === 401) return new Error(m.signIn.refused)
  if (error.code === 'EMAIL_NOT_VERIFIED') return new Error(m.confirm.needed)
  return error.status === 429 ? new Error(m.signIn.limited) : error
}
