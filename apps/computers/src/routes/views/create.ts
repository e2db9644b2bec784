import { viewRequestSchema } from '@gptget/api/schemas/computer-actions'
import { publicUrlOf, requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { actorOf, bodyOf, idOf } from '../../requests/asked.ts'
import { requireComputer } from '../../store/rows.ts'
import { makeLink } from '../../view/links.ts'

/** A link to the live view. */
export const createViewRoute = (context: Context): Hono<HttpEnv> => {
  const { config, db, now } = context
  return new Hono<HttpEnv>().post('/v1/computers/:id/views', requireKey(context), async (c) => {
    const { mode, expires_in_seconds: seconds } = await bodyOf(context, c, viewRequestSchema)
    const row = await requireComputer(db, actorOf(c).accountId, idOf(c))
    const origin = publicUrlOf(c.env.incoming, config.publicUrl)
    const link = makeLink(row, origin, now(), { mode, lifetimeMs: seconds * 1_000 })
    const { id, token, url, expiresAtMs } = link
    return c.json({ id, url, token, mode, expires_at: new Date(expiresAtMs).toISOString() }, 201)
  })
}
