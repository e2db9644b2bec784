import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Context } from 'hono'
import type { HttpEnv } from '../env.ts'
import { publicUrlOf } from '../public-url.ts'
import { askService, passedOn, targetOf, unreachable } from './ask-service.ts'
import type { ServiceDirectory } from './service-directory.ts'

/**
 * Has the service answer that announced the path; null where none did. What changes nothing is asked of another process
 * when the first one is gone; what may change something only where the first one was never reached.
 * @throws PublicError 503 when none of its processes can be reached.
 */
export const forwardRequest = (directory: ServiceDirectory, c: Context<HttpEnv>): Promise<Response | null> =>
  forwardToService(directory.find(c.req.path), c)

/** The same, of processes that the caller has found. */
export const forwardToService = async (
  urls: readonly string[],
  c: Context<HttpEnv>,
): Promise<Response | null> => {
  if (urls.length === 0) return null
  const { incoming } = c.env
  const headers = { ...Object.fromEntries(passedOn(incoming.headers)), ...originOf(incoming) }
  return forwardTo(urls, c, { target: targetOf(incoming.url), headers })
}

/** What is read of a request: any route of Node's server has it. */
type Forwarded = { req: { method: string; raw: Request }; env: HttpEnv['Bindings'] }

/**
 * Has one of these addresses answer a request, in turn as above.
 *
 * @param target path and query that are asked there, and the headers that are sent
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
      // Nobody is left to answer.
      if (c.req.raw.signal.aborted) return new Response(null, { status: CALLER_LEFT })
      failures.push(error)
      if (!isRead && !wasNeverReached(error)) break
    }
  }
  throw unreachable(failures)
}

/** As nginx has it in its log. */
const CALLER_LEFT = 499

const wasNeverReached = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ECONNREFUSED'

/** What the caller thinks he speaks to, for services that write their own address into an answer. */
const originOf = (incoming: IncomingMessage): Record<string, string> => {
  const { headers, socket } = incoming
  const { host, protocol } = new URL(publicUrlOf(incoming))
  // Who asks: behind what proxies in front say of it, so that nobody can write another's address there.
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
