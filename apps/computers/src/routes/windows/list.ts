import { jsonValue } from '@gptget/contracts'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { z } from 'zod'
import { askAgentFor } from '../../agent/ask-agent.ts'
import type { Context } from '../../context.ts'
import { audited } from '../../requests/asked.ts'

const windows = z.object({ windows: z.array(z.record(z.string(), jsonValue)).max(1_000) })

export const listWindowsRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/windows', requireKey(context), async (c) => {
    const found = await audited(context, c, { action: 'windows', detail: {} }, (live) =>
      live.use(() => askAgentFor(live, windows, { method: 'GET', path: '/windows' })),
    )
    return c.json({ object: 'list', data: found.windows })
  })
