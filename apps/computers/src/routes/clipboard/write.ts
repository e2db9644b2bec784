import { setClipboardRequestSchema } from '@gptget/api/schemas/computer-actions'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { z } from 'zod'
import { askAgentFor } from '../../agent/ask-agent.ts'
import type { Context } from '../../context.ts'
import { audited, bodyOf } from '../../requests/asked.ts'

export const writeClipboardRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().put('/v1/computers/:id/clipboard', requireKey(context), async (c) => {
    const { text } = await bodyOf(context, c, setClipboardRequestSchema)
    const detail = { characters: text.length }
    await audited(context, c, { action: 'set_clipboard', detail }, (live) =>
      live.inTurn(() =>
        askAgentFor(live, z.unknown(), { method: 'PUT', path: '/clipboard', json: { text } }),
      ),
    )
    return c.json({ success: true })
  })
