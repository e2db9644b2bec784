import { PublicError } from '@gptget/errors'
import { publicUrlOf } from '@gptget/http'
import { createMiddleware } from 'hono/factory'
import type { ConsoleEnv } from '../env.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Lets changes by a cookie through only from our own pages: it is sent with whatever another site makes a browser ask.
 * Browsers say where a request comes from in `sec-fetch-site`, older ones in `origin` alone.
 */
export const requireSameOrigin = (publicUrl: string | null) =>
  createMiddleware<ConsoleEnv>(async function requireSameOrigin(c, next) {
    const mayChange = !READS.has(c.req.method) && c.req.header('cookie') !== undefined
    if (mayChange && !isOwnPage(c.req.raw.headers, publicUrlOf(c.env.incoming, publicUrl)))
      throw new PublicError('permission_denied', 'Only the pages of the console may call this.')
    await next()
  })

const isOwnPage = (headers: Headers, ownUrl: string): boolean => {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (site === null && origin === null) return false
  const isSameSite = site === null || site === 'same-origin'
  return isSameSite && (origin === null || URL.parse(origin)?.host === new URL(ownUrl).host)
}
