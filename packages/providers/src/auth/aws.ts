import type { Authorize } from './authorize.ts'
import { signAws } from './sign-aws.ts'
import type { AwsKeys, AwsScope } from './sign-aws.ts'

/**
 * AWS: the credential is `<access key id>:<secret access key>[:<session token>]`, which signs the request, or a Bedrock
 * API key, which is sent unchanged.
 */
export const authorizeAws =
  (now: () => number): Authorize =>
  (request, credential) => {
    const keys = parseKeys(credential)
    if (keys === null) return { authorization: `Bearer ${credential}` }
    const contentType = request.headers['content-type'] ?? 'application/json'
    const toSign = { ...request, headers: { 'content-type': contentType } }
    return signAws(toSign, keys, scopeOf(new URL(request.url).hostname), now())
  }

const parseKeys = (credential: string): AwsKeys | null => {
  const match = /^([A-Z0-9]{16,128}):([^:]+)(?::([^:]*))?$/.exec(credential)
  if (match === null) return null
  const [, accessKeyId = '', secretAccessKey = '', sessionToken = ''] = match
  return { accessKeyId, secretAccessKey, ...(sessionToken === '' ? {} : { sessionToken }) }
}

/** Endpoints whose service has another name in signatures than in their host. */
const SIGNING_NAMES: Record<string, string> = {
  'bedrock-runtime': 'bedrock',
  'bedrock-runtime-fips': 'bedrock',
}

/** `bedrock-runtime.eu-central-1.amazonaws.com`: service and region from the endpoint. */
const scopeOf = (hostname: string): AwsScope => {
  const [endpoint = '', region = 'us-east-1'] = hostname.split('.')
  return { service: SIGNING_NAMES[endpoint] ?? endpoint, region }
}
