import { createHash, createHmac } from 'node:crypto'
import type { UnsignedRequest } from './authorise.ts'

export type AwsKeys = { accessKeyId: string; secretAccessKey: string; sessionToken?: string }
export type AwsScope = { service: string; region: string }

/**
 * The headers of AWS Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html All given headers and the
 * host are signed. `nowMs`: AWS refuses a difference of more than 5 minutes from its clock.
 */
export const signAws = (
  { method, url, headers, body }: UnsignedRequest,
  keys: AwsKeys,
  { service, region }: AwsScope,
  nowMs: number,
): Record<string, string> => {
  const { host, pathname, searchParams } = new URL(url)
  const time = new Date(nowMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, '')
  const added = {
    'x-amz-date': time,
    ...(keys.sessionToken ? { 'x-amz-security-token': keys.sessionToken } : {}),
  }
  const signed = canonicalHeaders({ ...headers, ...added, host })
  const names = signed.map(([name]) => name).join(';')
  const canonical = [
    method,
    pathname.split('/').map(encode).join('/'),
    canonicalQuery(searchParams),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    hash(body),
  ].join('\n')
  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', time, scope, hash(canonical)].join('\n')
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`)
  const signature = hmac(key, toSign).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return { ...added, authorization }
}

const hash = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex')

const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest()

/** RFC 3986: unlike `encodeURIComponent` it leaves nothing but letters, digits and `-_.~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const canonicalHeaders = (headers: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), value.trim().replaceAll(/ +/g, ' ')])
    .toSorted(([a], [b]) => (a < b ? -1 : 1))

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
