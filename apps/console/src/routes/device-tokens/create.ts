import type { Context as HonoContext, Handler } from 'hono'
import { z } from 'zod'
import type { LoadAuth } from '../../auth/load-auth.ts'
import type { Context } from '../../context.ts'
import { tradeSessionForKey } from '../../devices/trade-session.ts'
import type { ConsoleEnv } from '../../env.ts'
import { asTheBrowserSeesIt } from '../../requests/as-the-browser-sees-it.ts'

const granted = z.object({ access_token: z.string(), scope: z.string() })

/**
 * `POST /api/auth/device/token` (RFC 8628, 3.4). better-auth 1.7 accepts only JSON, but the standard has forms. Its
 * token is a session, but a program needs a key.
 */
export const createDeviceToken =
  (context: Context, loadAuth: LoadAuth): Handler<ConsoleEnv> =>
  async (c) => {
    const { handler } = await loadAuth()
    const request = asTheBrowserSeesIt(c.req.raw, c.env.incoming, context.config)
    const headers = new Headers(request.headers)
    for (const name of ['content-length', 'cookie']) headers.delete(name)
    headers.set('content-type', 'application/json')
    const body = JSON.stringify(await readFields(c))
    const answer = await handler(new Request(request.url, { method: 'POST', headers, body }))
    if (answer.status !== 200) return answer
    const { access_token: sessionToken, scope } = granted.parse(await answer.json())
    const key = await tradeSessionForKey(context, sessionToken, scope)
    c.header('cache-control', 'no-store')
    if (key !== null) return c.json({ access_token: key, token_type: 'Bearer' })
    const description = 'The person who approved it is no longer a member of the organization.'
    return c.json({ error: 'access_denied', error_description: description }, 400)
  }

const readFields = async (c: HonoContext): Promise<unknown> => {
  const text = await c.req.text()
  if (!/json/i.test(c.req.header('content-type') ?? '')) return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
