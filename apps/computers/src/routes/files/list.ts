import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { askAgentFor, requirePath } from '../../agent/ask-agent.ts'
import type { Context } from '../../context.ts'
import { describeEntry, listing } from '../../files/entries.ts'
import { onPath } from '../../requests/on-path.ts'

/** The content of a computer's folder, as its user may see it. */
export const listFilesRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/files/list', requireKey(context), async (c) => {
    const path = requirePath(c.req.query('path') ?? '.')
    const found = await onPath(context, c, { action: 'list_files', path }, (live) =>
      askAgentFor(live, listing, { method: 'GET', path: '/list', query: { path } }),
    )
    return c.json({
      object: 'list',
      path: found.path,
      data: found.entries.map(describeEntry),
      has_more: found.has_more,
    })
  })
