import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import type { Hono } from 'hono'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpEnv } from './env.ts'
import { meantPath } from './meant-path.ts'

/**
 * The target of a request. `path` is as sent, percent-encoded, but corrected (`meantPath`); `query` is what follows the
 * `?`.
 */
export type RequestTarget = { method: string; path: string; query: string }

/**
 * Serves a request by writing to its socket. null: the request is not for it. A promise that it returns must not
 * reject.
 */
export type SocketRoutes = (env: HttpBindings, target: RequestTarget) => Promise<void> | null

/**
 * An app whose hot paths write to the socket themselves and whose other routes are Hono's. Only this function decides
 * which is which, so the order in which routes are mounted has no meaning.
 */
export const withSocketRoutes = (api: Hono<HttpEnv>, routes: SocketRoutes) => ({
  answer: (incoming: IncomingMessage, outgoing: ServerResponse): boolean =>
    routes({ incoming, outgoing }, targetOf(incoming)) !== null,
  fetch: (request: Request, env: HttpBindings): Response | Promise<Response> =>
    routes(env, targetOf(env.incoming))?.then(alreadySent) ?? api.fetch(request, env),
})

const alreadySent = (): Response => RESPONSE_ALREADY_SENT

/** The target of a request, from its first line. */
export const targetOf = ({ method = 'GET', url = '/' }: IncomingMessage): RequestTarget => {
  // A client that treats us as a proxy writes the whole URL.
  const start = url.startsWith('/') ? 0 : Math.max(0, url.indexOf('/', url.indexOf('//') + 2))
  const end = url.indexOf('?', start)
  return end === -1
    ? { method, path: meantPath(start === 0 ? url : url.slice(start)), query: '' }
    : { method, path: meantPath(url.slice(start, end)), query: url.slice(end + 1) }
}
