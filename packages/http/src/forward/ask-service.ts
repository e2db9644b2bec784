import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { PublicError } from '@gptget/errors'

const SILENCE_MS = 30_000

const agent = new Agent({ keepAlive: true, timeout: SILENCE_MS })

/** Of the connection and not of the request (RFC 9110, 7.6.1), so never passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** A message's headers without those of its connection. */
export const passedOn = (headers: IncomingHttpHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || HOP_BY_HOP.has(name)
      ? []
      : [value].flat().map((one): [string, string] => [name, one]),
  )

/** Asks a process of a service. @throws where it does not answer. */
export const askService = (url: URL, options: RequestOptions, body?: Buffer): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, { ...options, agent, timeout: SILENCE_MS })
    outgoing.once('response', resolve)
    outgoing.once('timeout', () =>
      outgoing.destroy(new Error(`${url.host} said nothing for ${SILENCE_MS} ms`)),
    )
    outgoing.once('error', reject)
    outgoing.end(body)
  })

/** Path and query, also where a client that takes us for a proxy wrote the whole URL. */
export const targetOf = (url = '/'): string => {
  if (url.startsWith('/')) return url.replace(/^\/+/, '/')
  const { pathname, search } = new URL(url)
  return pathname + search
}

export const unreachable = (failures: unknown[]): PublicError =>
  new PublicError(
    'service_unavailable',
    'This page cannot be reached right now. Retry.',
    { retryAfterMs: 1_000 },
    new AggregateError(failures),
  )
