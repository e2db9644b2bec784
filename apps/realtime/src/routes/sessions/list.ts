import { realtimeSessionsQuerySchema } from '@gptget/api/schemas/realtime'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import { describeSessionRow } from '../../answers/describe-session-row.ts'
import type { Context } from '../../context.ts'
import { listSessions } from '../../store/session-rows.ts'

export const listSessionsRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/realtime/sessions', requireKey(context), async (c) => {
    const { status, limit } = parseAt(realtimeSessionsQuerySchema, c.req.query())
    const rows = await listSessions(context, c.var.key.accountId, { status, limit })
    return c.json({ object: 'list', data: rows.map(describeSessionRow) })
  })
