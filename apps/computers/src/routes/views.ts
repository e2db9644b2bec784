import { randomBytes } from 'node:crypto'
import { viewRequestSchema } from '@gptget/api/schemas/computer-actions'
import { publicUrlOf, requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { requireComputer } from '../store/rows.ts'
import { makeLink } from '../view/links.ts'
import { actorOf, bodyOf, idOf } from './asked.ts'

/** Tokens kept as revoked: older ones are over by themselves. */
const MOST_REVOKED = 500

/** Links to the live view, and their end. */
export const viewRoutes = (context: Context): Hono<HttpEnv> => {
  const { config, db, live, now } = context
  const withKey = requireKey(context)
  return new Hono<HttpEnv>()
    .post('/v1/computers/:id/views', withKey, async (c) => {
      const { mode, expires_in_seconds: seconds } = await bodyOf(context, c, viewRequestSchema)
      const row = await requireComputer(db, actorOf(c).accountId, idOf(c))
      const origin = publicUrlOf(c.env.incoming, config.publicUrl)
      const link = makeLink(row, origin, now(), { mode, lifetimeMs: seconds * 1_000 })
      const { id, token, url, expiresAtMs } = link
      return c.json({ id, url, token, mode, expires_at: new Date(expiresAtMs).toISOString() }, 201)
    })
    .delete('/v1/computers/:id/views/:view', withKey, async (c) => {
      const row = await requireComputer(db, actorOf(c).accountId, idOf(c))
      const view = c.req.param('view')
      await db
        .updateTable('computers')
        .set({ revoked_views: [...row.revoked_views.filter((id) => id !== view), view].slice(-MOST_REVOKED) })
        .where('computer_id', '=', row.computer_id)
        .execute()
      for (const viewer of live.find(row.computer_id)?.viewers ?? [])
        if (viewer.tokenId === view) viewer.revoke()
      return c.json({ id: view, deleted: true })
    })
    .delete('/v1/computers/:id/views', withKey, async (c) => {
      const row = await requireComputer(db, actorOf(c).accountId, idOf(c))
      await db
        .updateTable('computers')
        .set({ view_secret: randomBytes(32).toString('base64url'), revoked_views: sql`'{}'` })
        .where('computer_id', '=', row.computer_id)
        .execute()
      for (const viewer of live.find(row.computer_id)?.viewers ?? []) viewer.revoke()
      return c.json({ id: row.computer_id, deleted: true })
    })
}
