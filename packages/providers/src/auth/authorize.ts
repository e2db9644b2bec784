import type { AuthScheme } from '../provider.ts'
import { authorizeAws } from './aws.ts'
import { createGoogleTokens } from './google-service-account.ts'
import { authorizeKling } from './kling.ts'

/** A request as it will be sent: these bytes are signed. */
export type UnsignedRequest = {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body: Uint8Array
}

/** Makes headers from a request and a credential. @throws if the credential does not fit the scheme. */
export type Authorize = (
  request: UnsignedRequest,
  credential: string,
) => Record<string, string> | Promise<Record<string, string>>

/** Schemes whose headers depend on the request or on a fetched token. `now`: milliseconds since 1970. */
export const createSigningSchemes = (now: () => number): Partial<Record<AuthScheme, Authorize>> => ({
  aws: authorizeAws(now),
  'google-service-account': createGoogleTokens({ now }),
  kling: authorizeKling(now),
})
