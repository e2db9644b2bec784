import { PublicError } from '@gptget/errors'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { isPublicAddress } from './public-address.ts'

/** The addresses of a host. @throws without any */
export type Resolve = (host: string) => Promise<string[]>

export type GuardOptions = {
  resolve: Resolve
  /** Hosts that may be private, as `host` or `host:port`, in lower case. */
  allowedHosts: readonly string[]
}

/** An allowed URL and the address of its host, which is not resolved again. */
export type Target = { url: URL; addresses: string[] }

const PORTS = new Set(['80', '443', '8080', '8443'])

/** All addresses of either family, from the system's resolver. */
export const resolveHost: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/**
 * Checks whether a URL may be fetched. Every refusal has the same message, so that a caller learns nothing about the
 * internal network.
 * @throws PublicError `invalid_request`, with the reason as its cause
 */
export const admit = async (text: string, { resolve, allowedHosts }: GuardOptions): Promise<Target> => {
  const url = parseUrl(text)
  const host = hostOf(url)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const isAllowed = allowedHosts.includes(host) || allowedHosts.includes(`${host}:${port}`)
  if (!isAllowed && !PORTS.has(port)) throw refused(`port ${port}`)
  const addresses = isIP(host) === 0 ? await resolveOr(resolve, host) : [host]
  const hidden = isAllowed ? undefined : addresses.find((address) => !isPublicAddress(address))
  if (hidden !== undefined) throw refused(`${host} is at ${hidden}`)
  return { url, addresses }
}

const parseUrl = (text: string): URL => {
  if (!URL.canParse(text)) throw refused('not a URL')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused(url.protocol)
  if (url.username !== '' || url.password !== '') throw refused('credentials in the URL')
  return url
}

/** Without the brackets of IPv6 and the final dot of an absolute name. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

const resolveOr = async (resolve: Resolve, host: string): Promise<string[]> => {
  try {
    const addresses = await resolve(host)
    if (addresses.length > 0) return addresses
  } catch (error) {
    throw refused(error)
  }
  throw refused(`${host} has no address`)
}

const refused = (cause: unknown): PublicError =>
  new PublicError(
    'invalid_request',
    'This address cannot be fetched: it must be http or https, and its host must be on the public internet.',
    { param: 'url' },
    cause,
  )
