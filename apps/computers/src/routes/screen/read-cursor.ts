import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { audited } from '../../requests/asked.ts'

/** The position of the mouse. */
export const readCursorRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/cursor', requireKey(context), async (c) =>
    c.json(
      await audited(context, c, { action: 'cursor', detail: {} }, (live) =>
        live.use(async () => (await live.screen()).cursor),
      ),
    ),
  )
