import { AwsV4Signer } from 'aws4fetch'
import type { UnsignedRequest } from './authorize.ts'

export type AwsKeys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
export type AwsScope = { service: string; region: string }

/**
 * The headers of AWS Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html All given headers and the
 * host are signed. `nowMs`: AWS refuses a difference of more than 5 minutes from its clock.
 */
export const signAws = async (
  { method, url, headers, body }: UnsignedRequest,
  keys: AwsKeys,
  scope: AwsScope,
  nowMs: number,
): Promise<Record<string, string>> => {
  const datetime = new Date(nowMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, '')
  const signed = await new AwsV4Signer({
    method,
    url,
    headers: { ...headers },
    body: new Uint8Array(body),
    ...keys,
    ...scope,
    datetime,
    allHeaders: true,
  }).sign()
  const added = ['authorization', 'x-amz-date', 'x-amz-security-token']
  return Object.fromEntries([...signed.headers].filter(([name]) => added.includes(name)))
}
