import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import type { Context } from 'hono'
import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { readRawBody } from '../body/read-raw-body.ts'
import type { HttpEnv } from '../env.ts'
import { publicUrlOf } from '../public-url.ts'
import { askService, passedOn, targetOf, unreachable } from './ask-service.ts'
import type { ServiceDirectory } from './service-directory.ts'

/** These bodies are small, and are read first, so that another process can be called. */
const MAX_BODY_BYTES = 64 * 1024

/**
 * Forwards a request with any method to the service that announced the path, and relays its answer from socket to
 * socket, for answers of any length. The request must be safe to repeat.
 * @throws PublicError 503 if none of its processes can be reached, 413 for a long body
 */
export const forwardOnSocket = async (
  directory: ServiceDirectory,
  c: Context<HttpEnv>,
  publicUrl: string | null,
): Promise<Response> => {
  const { incoming, outgoing } = c.env
  const body = await readRawBody(incoming, MAX_BODY_BYTES)
  const reached = new URL(publicUrlOf(incoming, publicUrl))
  const headers = {
    ...Object.fromEntries(passedOn(incoming.headers)),
    'x-request-id': c.get('requestId'),
    'x-forwarded-host': reached.host,
    'x-forwarded-proto': reached.protocol.slice(0, -1),
  }
  const failures: unknown[] = []
  for (const url of directory.find(c.req.path)) {
    try {
      const target = new URL(targetOf(incoming.url), url)
      const answer = await askService(
        target,
        { method: c.req.method, headers, signal: c.req.raw.signal },
        body,
      )
      await passOn(answer, outgoing)
      return RESPONSE_ALREADY_SENT
    } catch (error) {
      if (c.req.raw.signal.aborted || outgoing.headersSent) throw error
      failures.push(error)
    }
  }
  throw unreachable(failures)
}

const MOST_LISTENERS = 32

const passOn = async (answer: IncomingMessage, outgoing: HttpEnv['Bindings']['outgoing']): Promise<void> => {
  // A slow reader is not the service's silence.
  answer.socket.setTimeout(0)
  // Each guard of a connection listens for its end: Node would suspect a leak.
  outgoing.setMaxListeners(MOST_LISTENERS)
  outgoing.writeHead(answer.statusCode ?? 502, passedOn(answer.headers).flat())
  try {
    await pipeline(answer, outgoing)
  } catch {
    // Cut off on either side: the caller must notice it, and there is nothing left to answer.
    outgoing.destroy()
  }
}
