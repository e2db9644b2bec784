import { pathQuerySchema } from '@gptget/api/schemas/computer-actions'
import { PublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { z } from 'zod'
import { askAgent, askAgentForJson, requirePath } from '../agent/ask-agent.ts'
import type { Context } from '../context.ts'
import { DISK_SIZE_GB } from '../instance-types.ts'
import type { LiveComputer } from '../live/live-computers.ts'
import { audited, bodyOf, queryOf } from './asked.ts'
import { parseRange } from './parse-range.ts'

const MAX_UPLOAD_BYTES = DISK_SIZE_GB * 1024 ** 3

const entry = z.object({
  name: z.string(),
  path: z.string(),
  type: z.enum(['file', 'folder', 'link']),
  size: z.int(),
  modified_at: z.number(),
  mode: z.string(),
})
const listing = z.object({ path: z.string(), entries: z.array(entry), has_more: z.boolean() })

const describeEntry = (found: z.output<typeof entry>) => ({
  ...found,
  modified_at: new Date(found.modified_at * 1_000).toISOString(),
})

const pathOf = (c: HonoContext<HttpEnv>): string => requirePath(queryOf(c, pathQuerySchema).path)

/** The files of a computer, as its user may see them. */
export const fileRoutes = (context: Context): Hono<HttpEnv> => {
  const withKey = requireKey(context)
  const doing = <Result>(
    c: HonoContext<HttpEnv>,
    action: string,
    path: string,
    act: (live: LiveComputer) => Promise<Result>,
  ) => audited(context, c, { action, detail: { path } }, (live) => live.use(() => act(live)))
  return new Hono<HttpEnv>()
    .get('/v1/computers/:id/files/list', withKey, async (c) => {
      const path = requirePath(c.req.query('path') ?? '.')
      const found = await doing(c, 'list_files', path, async (live) =>
        listing.parse(await askAgentForJson(live, { method: 'GET', path: '/list', query: { path } })),
      )
      return c.json({
        object: 'list',
        path: found.path,
        data: found.entries.map(describeEntry),
        has_more: found.has_more,
      })
    })
    .get('/v1/computers/:id/files/archive', withKey, async (c) => {
      const path = pathOf(c)
      const answer = await doing(c, 'archive', path, (live) =>
        askAgent(live, { method: 'GET', path: '/archive', query: { path } }),
      )
      return stream(answer, 200, {
        'content-type': 'application/gzip',
        'content-disposition': `attachment; filename="${nameOf(path)}.tar.gz"`,
      })
    })
    .get('/v1/computers/:id/files', withKey, async (c) => {
      const path = pathOf(c)
      return doing(c, 'download', path, (live) => download(live, c, path))
    })
    .put('/v1/computers/:id/files', withKey, async (c) => {
      const path = pathOf(c)
      const byteLength = lengthOf(c)
      const written = await doing(c, 'upload', path, async (live) =>
        entry.parse(
          await askAgentForJson(live, {
            method: 'PUT',
            path: '/files',
            query: { path },
            upload: { stream: c.env.incoming, byteLength },
          }),
        ),
      )
      return c.json(describeEntry(written), 201)
    })
    .delete('/v1/computers/:id/files', withKey, async (c) => {
      const path = pathOf(c)
      await doing(c, 'delete_file', path, (live) =>
        askAgentForJson(live, { method: 'DELETE', path: '/files', query: { path } }),
      )
      return c.json({ path, deleted: true })
    })
    .post('/v1/computers/:id/folders', withKey, async (c) => {
      const { path } = await bodyOf(context, c, pathQuerySchema)
      const made = await doing(c, 'make_folder', path, async (live) =>
        entry.parse(
          await askAgentForJson(live, {
            method: 'POST',
            path: '/folders',
            query: { path: requirePath(path) },
          }),
        ),
      )
      return c.json(describeEntry(made), 201)
    })
}

const nameOf = (path: string): string =>
  (path.split('/').findLast(Boolean) ?? 'files').replaceAll(/[^\w.-]/g, '_')

/** @throws PublicError 400 without a length, 413 for more than a disk holds */
const lengthOf = (c: HonoContext<HttpEnv>): number => {
  const text = c.req.header('content-length')
  if (text === undefined)
    throw new PublicError('invalid_request', 'An upload needs a content-length.', { param: 'content-length' })
  const byteLength = Number(text)
  if (byteLength > MAX_UPLOAD_BYTES)
    throw new PublicError('request_too_large', `The disk has ${DISK_SIZE_GB} GB.`)
  return byteLength
}

/** A file or the part of it that `Range` asks for (RFC 9110, 14). */
const download = async (live: LiveComputer, c: HonoContext<HttpEnv>, path: string): Promise<Response> => {
  const head = await askAgent(live, { method: 'HEAD', path: '/files', query: { path } })
  head.resume()
  const size = Number(head.headers['x-file-size'])
  const range = parseRange(c.req.header('range'), size)
  const headers = {
    'content-type': 'application/octet-stream',
    'accept-ranges': 'bytes',
    'last-modified': new Date(Number(head.headers['x-file-modified']) * 1_000).toUTCString(),
    'content-disposition': `attachment; filename="${nameOf(path)}"`,
  }
  if (range === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } })
  const { start, end } = range ?? { start: 0, end: size - 1 }
  const length = end - start + 1
  const query = { path, start: String(start), length: String(length) }
  const answer = await askAgent(live, { method: 'GET', path: '/files', query })
  return stream(answer, range === null ? 200 : 206, {
    ...headers,
    'content-length': String(length),
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
  })
}

const stream = (answer: IncomingMessage, status: number, headers: Record<string, string>): Response =>
  new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers })
