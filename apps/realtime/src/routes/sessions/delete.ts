import { sessionClosed } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { findSession } from '../../store/session-rows.ts'

/** Closes a session in any process, after its running answer. */
export const deleteSessionRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/realtime/sessions/:id', requireKey(context), async (c) => {
    const id = c.req.param('id')
    const row = await findSession(context, c.var.key.accountId, id)
    if (row === undefined)
      throw new PublicError('not_found', `There is no session "${id.slice(0, 100)}".`, { param: 'id' })
    context.bus.emit(sessionClosed, { sessionId: id })
    return c.json({ id, object: 'realtime.session', deleted: true })
  })
