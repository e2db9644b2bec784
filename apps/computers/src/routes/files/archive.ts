import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { askAgent } from '../../agent/ask-agent.ts'
import { nameOf, sendFile } from '../../answers/send-file.ts'
import type { Context } from '../../context.ts'
import { onPath, pathOf } from '../../requests/on-path.ts'

/** A folder with its content, as one file. */
export const archiveFilesRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/files/archive', requireKey(context), async (c) => {
    const path = pathOf(c)
    const answer = await onPath(context, c, { action: 'archive', path }, (live) =>
      askAgent(live, { method: 'GET', path: '/archive', query: { path } }),
    )
    return sendFile(answer, 200, {
      'content-type': 'application/gzip',
      'content-disposition': `attachment; filename="${nameOf(path)}.tar.gz"`,
    })
  })
