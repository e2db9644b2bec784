import { SignJWT } from 'jose'
import type { Authorize } from './authorize.ts'

const LIFETIME_SECONDS = 1_800
/** Its clock may be slightly behind ours. */
const EARLIER_SECONDS = 5

/**
 * Kling: the credential is `<access key>:<secret key>`, from which a token is made for each request.
 * https://app.klingai.com/global/dev/document-api/apiReference/commonInfo
 */
export const authorizeKling =
  (now: () => number): Authorize =>
  async (_request, credential) => {
    const [accessKey = '', secretKey = ''] = credential.split(':')
    const seconds = Math.floor(now() / 1000)
    const token = await new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(accessKey)
      .setExpirationTime(seconds + LIFETIME_SECONDS)
      .setNotBefore(seconds - EARLIER_SECONDS)
      .sign(Buffer.from(secretKey))
    return { authorization: `Bearer ${token}` }
  }
