import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { z } from 'zod'
import { askAgentFor } from '../../agent/ask-agent.ts'
import type { Context } from '../../context.ts'
import { onPath, pathOf } from '../../requests/on-path.ts'

export const deleteFileRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/computers/:id/files', requireKey(context), async (c) => {
    const path = pathOf(c)
    await onPath(context, c, { action: 'delete_file', path }, (live) =>
      askAgentFor(live, z.unknown(), { method: 'DELETE', path: '/files', query: { path } }),
    )
    return c.json({ path, deleted: true })
  })
