import { Agent, request } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions } from 'node:http'
import { Readable } from 'node:stream'
import { PublicError } from '@gptget/errors'
import type { Context } from 'hono'
import type { HttpEnv } from '../env.ts'
import type { ServiceDirectory } from './service-directory.ts'

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

const passedOn = (headers: IncomingHttpHeaders): [string, string][] =>
  Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || HOP_BY_HOP.has(name)
      ? []
      : [value].flat().map((one): [string, string] => [name, one]),
  )

/**
 * Has the service answer that announced the path; null where none did. Only what changes nothing is forwarded, so that
 * another process can be asked when the first one is gone.
 * @throws PublicError 503 when none of its processes can be reached.
 */
export const forwardRequest = async (
  directory: ServiceDirectory,
  c: Context<HttpEnv>,
): Promise<Response | null> => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return null
  const { incoming } = c.env
  const urls = directory.find(c.req.path)
  const failures: unknown[] = []
  for (const url of urls) {
    try {
      const answer = await ask(new URL(targetOf(incoming.url), url), {
        method: c.req.method,
        headers: Object.fromEntries(passedOn(incoming.headers)),
        signal: c.req.raw.signal,
      })
      return toResponse(answer, c.req.method)
    } catch (error) {
      if (c.req.raw.signal.aborted) throw error
      failures.push(error)
    }
  }
  if (urls.length === 0) return null
  throw new PublicError(
    'service_unavailable',
    'This page cannot be reached right now. Retry.',
    { retryAfterMs: 1_000 },
    new AggregateError(failures),
  )
}

const ask = (url: URL, options: RequestOptions): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const outgoing = request(url, { ...options, agent, timeout: SILENCE_MS })
    outgoing.once('response', resolve)
    outgoing.once('timeout', () =>
      outgoing.destroy(new Error(`${url.host} said nothing for ${SILENCE_MS} ms`)),
    )
    outgoing.once('error', reject)
    outgoing.end()
  })

/** Path and query, also where a client that takes us for a proxy wrote the whole URL. */
const targetOf = (url = '/'): string => {
  if (url.startsWith('/')) return url.replace(/^\/+/, '/')
  const { pathname, search } = new URL(url)
  return pathname + search
}

const toResponse = (answer: IncomingMessage, method: string): Response => {
  const { statusCode: status = 502 } = answer
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  if (!hasBody) answer.resume()
  const body = hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null
  return new Response(body, { status, headers: passedOn(answer.headers) })
}
