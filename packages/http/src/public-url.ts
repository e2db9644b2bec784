import type { IncomingMessage } from 'node:http'

/** A host as it may occur in a header: a name or an address, and a port. */
const HOST = /^[a-z0-9.-]+(?::\d{1,5})?$|^\[[0-9a-f:.]+\](?::\d{1,5})?$/i

const firstOf = (header: string | string[] | undefined): string =>
  String(header ?? '')
    .split(',')[0]!
    .trim()

/**
 * The address under which a caller reached us, without a path: the operator's (`configured`), else what the proxies in
 * front say, else the request's host. It is only used in the answer to that caller.
 */
export const publicUrlOf = (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  configured: string | null = null,
): string => {
  if (configured !== null) return configured
  const forwarded = firstOf(headers['x-forwarded-host'])
  const host = HOST.test(forwarded) ? forwarded : firstOf(headers.host)
  const proto = firstOf(headers['x-forwarded-proto'])
  const isTls = proto === 'https' || (proto !== 'http' && 'encrypted' in socket)
  return `${isTls ? 'https' : 'http'}://${HOST.test(host) ? host : 'localhost'}`
}
