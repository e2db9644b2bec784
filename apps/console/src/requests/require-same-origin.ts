import { PublicError } from '@gptget/errors'
import { publicUrlOf } from '@gptget/http'
import { createMiddleware } from 'hono/factory'
import type { ConsoleEnv } from '../env.ts'

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Accepts changes with a cookie only from the console's own pages, because browsers also send cookies with requests
 * that other sites cause. Browsers name the source in `sec-fetch-site`, older ones only in `origin`.
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
