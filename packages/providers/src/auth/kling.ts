import { createHmac } from 'node:crypto'
import type { Authorise } from './authorise.ts'

const LIFETIME_SECONDS = 1_800
/** Its clock may be slightly behind ours. */
const EARLIER_SECONDS = 5

/**
 * Kling: the credential is `<access key>:<secret key>`, from which a token is made for each request.
 * https://app.klingai.com/global/dev/document-api/apiReference/commonInfo
 */
export const authoriseKling =
  (now: () => number): Authorise =>
  (_request, credential) => {
    const [accessKey = '', secretKey = ''] = credential.split(':')
    const seconds = Math.floor(now() / 1000)
    const claims = { iss: accessKey, exp: seconds + LIFETIME_SECONDS, nbf: seconds - EARLIER_SECONDS }
    const content = `${base64Url({ alg: 'HS256', typ: 'JWT' })}.${base64Url(claims)}`
    const signature = createHmac('sha256', secretKey).update(content).digest('base64url')
    return { authorization: `Bearer ${content}.${signature}` }
  }

const base64Url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
