import { PublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { z } from 'zod'
import { askAgentFor } from '../../agent/ask-agent.ts'
import type { Context } from '../../context.ts'
import { audited } from '../../requests/asked.ts'

export const focusWindowRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/windows/:window/focus', requireKey(context), async (c) => {
    const id = c.req.param('window')
    if (!/^0x[0-9a-f]{1,8}$/i.test(id)) throw new PublicError('not_found', 'There is no such window.')
    await audited(context, c, { action: 'focus', detail: { id } }, (live) =>
      live.inTurn(() => askAgentFor(live, z.unknown(), { method: 'POST', path: '/focus', json: { id } })),
    )
    return c.json({ success: true })
  })
