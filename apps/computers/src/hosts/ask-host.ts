import type { IncomingMessage } from 'node:http'
import { PublicError } from '@gptget/errors'
import { forwardTo, headersWithoutBody, passOnHeaders, publicUrlOf } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import type { Context } from '../context.ts'

type C = HonoContext<HttpEnv>

/** Marks a call from one host to another, which answers it itself. */
const FROM_HOST = 'x-gptget-computer-host'

export const isFromHost = (incoming: IncomingMessage): boolean => incoming.headers[FROM_HOST] !== undefined

/** The host with a computer's disk, by the computer's id or its instance's; null: this one, or none. */
export const hostOf = async (
  { db, hostId, live }: Context,
  by: { computerId: string } | { instanceId: string },
): Promise<string | null> => {
  const isHere = 'computerId' in by ? live.find(by.computerId) : live.findInstance(by.instanceId)
  if (isHere !== undefined) return null
  const [column, value] =
    'computerId' in by ? (['computer_id', by.computerId] as const) : (['instance_id', by.instanceId] as const)
  const row = await db.selectFrom('computers').select('host').where(column, '=', value).executeTakeFirst()
  return row === undefined || row.host === hostId ? null : row.host
}

/** The operations that work while a computer's host is down: its row and its events. */
const IS_TOLD_BY_ANYONE = /^\/v1\/computers\/[^/]+(?:\/events)?$/

/** Has the host with the computer's disk answer. @throws PublicError 503 if that host is lost */
export const askItsHost =
  (context: Context): MiddlewareHandler<HttpEnv> =>
  async (c, next) => {
    const host = isFromHost(c.env.incoming)
      ? null
      : await hostOf(context, { computerId: c.req.param('id') ?? '' })
    if (host === null) return next()
    const found = context.directory.find(host)
    if (found !== null) return forwardTo([found.url], c, { target: pathOf(c), headers: headersOf(c) })
    if (c.req.method === 'GET' && IS_TOLD_BY_ANYONE.test(c.req.path)) return next()
    throw hostGone()
  }

const pathOf = (c: C): string => c.req.path + new URL(c.req.url).search

/** The address that the caller used, not ours. */
const headersOf = (c: C): Record<string, string> => {
  const { host, protocol } = new URL(publicUrlOf(c.env.incoming))
  return {
    ...passOnHeaders(c.env.incoming),
    'x-request-id': c.var.requestId,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
    [FROM_HOST]: '1',
  }
}

export const hostGone = (): PublicError =>
  new PublicError(
    'service_unavailable',
    'The host of this computer does not answer. Its files are kept on that host. Retry later.',
    { retryAfterMs: 15_000 },
  )

/** Forwards a request whose body was already read. */
export const askHost = (
  url: string,
  c: C,
  asked: { method: string; target: string; body?: object },
): Promise<Response> => {
  const bytes = asked.body === undefined ? null : JSON.stringify(asked.body)
  const headers = { ...headersWithoutBody(c.env.incoming), ...headersOf(c) }
  delete headers['content-length']
  return fetch(new URL(asked.target, url), {
    method: asked.method,
    headers: bytes === null ? headers : { ...headers, 'content-type': 'application/json' },
    body: bytes,
    signal: c.req.raw.signal,
  })
}
