import { PublicError } from '@gptget/errors'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Context } from 'hono'
import type { HttpEnv } from '../env.ts'
import { publicUrlOf } from '../public-url.ts'
import { askService, passedOn, targetOf, unreachable } from './ask-service.ts'
import type { ServiceDirectory } from './service-directory.ts'

/**
 * Forwards a request to the service that announced the path; null if none did. A safe method is repeated at another
 * process if the first one is gone; another one only if the first one was never reached.
 * @throws PublicError 503 if none of its processes can be reached.
 */
export const forwardRequest = (directory: ServiceDirectory, c: Context<HttpEnv>): Promise<Response | null> =>
  forwardToService(directory.find(c.req.path), c)

/** The same, for processes that the caller has found. */
export const forwardToService = async (
  urls: readonly string[],
  c: Context<HttpEnv>,
): Promise<Response | null> => {
  if (urls.length === 0) return null
  const { incoming } = c.env
  const headers = { ...Object.fromEntries(passedOn(incoming.headers)), ...originOf(incoming) }
  return forwardTo(urls, c, { target: targetOf(incoming.url), headers })
}

/** The parts of a request that are read: any route of Node's server has them. */
type Forwarded = { req: { method: string; raw: Request }; env: HttpEnv['Bindings'] }

/**
 * Sends a request to one of these addresses, in turn as above.
 *
 * @param target the path and query there, and the headers to send
 */
export const forwardTo = async (
  urls: readonly string[],
  c: Forwarded,
  { target: path, headers }: { target: string; headers: Record<string, string> },
): Promise<Response> => {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
  const { incoming } = c.env
  const failures: unknown[] = []
  for (const url of urls) {
    try {
      const options = { method: c.req.method, headers, signal: c.req.raw.signal }
      const target = new URL(path, url)
      const answer = await askService(target, options, isRead ? undefined : incoming)
      return toResponse(answer, c.req.method)
    } catch (error) {
      // The caller has disconnected.
      if (c.req.raw.signal.aborted) return new Response(null, { status: CALLER_LEFT })
      // The caller's own body is at fault.
      if (error instanceof PublicError) throw error
      failures.push(error)
      if (!isRead && !wasNeverReached(error)) break
    }
  }
  throw unreachable(failures)
}

/** nginx's status for it, in its log. */
const CALLER_LEFT = 499

const wasNeverReached = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'

/** The address that the caller used, for services that write their address into an answer. */
const originOf = (incoming: IncomingMessage): Record<string, string> => {
  const { headers, socket } = incoming
  const { host, protocol } = new URL(publicUrlOf(incoming))
  // The caller's address, appended to what proxies in front say, so that it cannot be forged.
  const addresses = [headers['x-forwarded-for'], socket.remoteAddress].flat().filter(Boolean).join(', ')
  return {
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
    ...(addresses === '' ? {} : { 'x-forwarded-for': addresses }),
  }
}

const toResponse = (answer: IncomingMessage, method: string): Response => {
  const { statusCode: status = 502 } = answer
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  if (!hasBody) answer.resume()
  const body = hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null
  return new Response(body, { status, headers: passedOn(answer.headers) })
}
