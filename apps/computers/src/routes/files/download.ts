import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { askAgent } from '../../agent/ask-agent.ts'
import { nameOf, sendFile } from '../../answers/send-file.ts'
import type { Context } from '../../context.ts'
import { dateOf } from '../../files/entries.ts'
import { parseRange } from '../../files/parse-range.ts'
import type { LiveComputer } from '../../live/live-computers.ts'
import { onPath, pathOf } from '../../requests/on-path.ts'

export const downloadFileRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/files', requireKey(context), async (c) => {
    const path = pathOf(c)
    return onPath(context, c, { action: 'download', path }, (live) => download(live, c, path))
  })

/** A file, or the part of it in `Range` (RFC 9110, 14). */
const download = async (live: LiveComputer, c: HonoContext<HttpEnv>, path: string): Promise<Response> => {
  const head = await askAgent(live, { method: 'HEAD', path: '/files', query: { path } })
  head.resume()
  const size = Number(head.headers['x-file-size'])
  const range = parseRange(c.req.header('range'), size)
  const headers = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'last-modified': dateOf(Number(head.headers['x-file-modified'])).toUTCString(),
    'content-disposition': `attachment; filename="${nameOf(path)}"`,
  }
  if (range === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } })
  const { start, end } = range ?? { start: 0, end: size - 1 }
  const length = end - start + 1
  const query = { path, start: String(start), length: String(length) }
  const answer = await askAgent(live, { method: 'GET', path: '/files', query })
  return sendFile(answer, range === null ? 200 : 206, {
    ...headers,
    'content-length': String(length),
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  })
}
