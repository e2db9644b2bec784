import { randomBytes } from 'node:crypto'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { sql } from 'kysely'
import type { Context } from '../../context.ts'
import { requireComputer } from '../../store/rows.ts'
import { actorOf, idOf } from '../../requests/asked.ts'

/** Recorded revoked tokens: older ones have expired by themselves. */
const MOST_REVOKED = 500

/** Revokes one link to the live view, or all of a computer. */
export const revokeViewRoutes = (context: Context): Hono<HttpEnv> => {
  const { db, live } = context
  const withKey = requireKey(context)
  return new Hono<HttpEnv>()
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
