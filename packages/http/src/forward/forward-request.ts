import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { Context } from 'hono'
import type { HttpEnv } from '../env.ts'
import { askService, passedOn, targetOf, unreachable } from './ask-service.ts'
import type { ServiceDirectory } from './service-directory.ts'

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
      const answer = await askService(new URL(targetOf(incoming.url), url), {
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
  throw unreachable(failures)
}

const toResponse = (answer: IncomingMessage, method: string): Response => {
  const { statusCode: status = 502 } = answer
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304
  if (!hasBody) answer.resume()
  const body = hasBody ? (Readable.toWeb(answer) as ReadableStream<Uint8Array>) : null
  return new Response(body, { status, headers: passedOn(answer.headers) })
}
