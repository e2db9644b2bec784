import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { z } from 'zod'
import { askAgentFor } from '../../agent/ask-agent.ts'
import type { Context } from '../../context.ts'
import { audited } from '../../requests/asked.ts'

const clipboard = z.object({ text: z.string() })

export const readClipboardRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/clipboard', requireKey(context), async (c) =>
    c.json(
      await audited(context, c, { action: 'read_clipboard', detail: {} }, (live) =>
        live.use(() => askAgentFor(live, clipboard, { method: 'GET', path: '/clipboard' })),
      ),
    ),
  )
