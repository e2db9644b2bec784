import { pathQuerySchema } from '@gptget/api/schemas/computer-actions'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { askAgentFor, requirePath } from '../../agent/ask-agent.ts'
import type { Context } from '../../context.ts'
import { describeEntry, entry } from '../../files/entries.ts'
import { bodyOf } from '../../requests/asked.ts'
import { onPath } from '../../requests/on-path.ts'

export const makeFolderRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/folders', requireKey(context), async (c) => {
    const { path } = await bodyOf(context, c, pathQuerySchema)
    const made = await onPath(context, c, { action: 'make_folder', path }, (live) => {
      const query = { path: requirePath(path) }
      return askAgentFor(live, entry, { method: 'POST', path: '/folders', query })
    })
    return c.json(describeEntry(made), 201)
  })
