import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import type { Socket } from 'node:net'
import { PublicError } from '@gptget/errors'
import { slowBody } from '../body/slow-body.ts'

const SILENCE_MS = 30_000

const agent = new Agent({ keepAlive: true, timeout: SILENCE_MS })

/** Headers of the connection and not of the request (RFC 9110, 7.6.1), so never passed on. */
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

/** What services tell each other of a request. From a caller it would be a lie. */
export const MARKS_OF_SERVICES = ['x-gptget-computer-host', 'x-gptget-client-address', 'x-gptget-edge']

/** A message's headers without those of its connection, and without marks of services. */
export const passedOn = (headers: IncomingHttpHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || HOP_BY_HOP.has(name) || MARKS_OF_SERVICES.includes(name)
      ? []
      : [value].flat().map((one): [string, string] => [name, one]),
  )

/**
 * Calls a process of a service. A body that is still arriving is passed on once the process is reached; until then
 * another one can be called with it. @throws if it does not answer.
 */
export const askService = (
  url: URL,
  options: RequestOptions,
  body?: Buffer | IncomingMessage,
  { silenceMs = SILENCE_MS }: { silenceMs?: number } = {},
): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const isComing = body !== undefined && !Buffer.isBuffer(body)
    // A long task may be silent for as long as its caller allows; a page must not.
    const outgoing = request(url, { ...options, agent, timeout: isComing ? 0 : silenceMs })
    outgoing.once('response', resolve)
    outgoing.once('timeout', () =>
      outgoing.destroy(new Error(`${url.host} said nothing for ${silenceMs} ms`)),
    )
    outgoing.once('error', reject)
    // The service has answered, and the rest of the body is not passed on.
    outgoing.once('unpipe', () => {
      if (!outgoing.writableEnded) outgoing.destroy()
    })
    if (isComing) {
      slowBody(body).catch((error: Error) => outgoing.destroy(error))
      outgoing.once('socket', (socket) => whenConnected(socket, () => body.pipe(outgoing)))
    } else outgoing.end(body)
  })

const whenConnected = (socket: Socket, act: () => void): void => {
  if (socket.connecting) socket.once('connect', act)
  else act()
}

/** Path and query, also if a client that treats us as a proxy wrote the whole URL. */
export const targetOf = (url = '/'): string => {
  if (url.startsWith('/')) return url.replace(/^\/+/, '/')
  const { pathname, search } = new URL(url)
  return pathname + search
}

export const unreachable = (failures: unknown[]): PublicError =>
  new PublicError(
    'service_unavailable',
    'The service behind this address cannot be reached right now. Retry.',
    { retryAfterMs: 1_000 },
    new AggregateError(failures),
  )
