import { PublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { askAgentFor } from '../../agent/ask-agent.ts'
import type { Context } from '../../context.ts'
import { describeEntry, entry } from '../../files/entries.ts'
import { DISK_SIZE_GB } from '../../instance-types.ts'
import { onPath, pathOf } from '../../requests/on-path.ts'

const MAX_UPLOAD_BYTES = DISK_SIZE_GB * 1024 ** 3

export const uploadFileRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().put('/v1/computers/:id/files', requireKey(context), async (c) => {
    const path = pathOf(c)
    const upload = { stream: c.env.incoming, byteLength: lengthOf(c) }
    const written = await onPath(context, c, { action: 'upload', path }, (live) =>
      askAgentFor(live, entry, { method: 'PUT', path: '/files', query: { path }, upload }),
    )
    return c.json(describeEntry(written), 201)
  })

/** @throws PublicError 400 without a length, 413 if it is larger than a disk */
const lengthOf = (c: HonoContext<HttpEnv>): number => {
  const text = c.req.header('content-length')
  if (text === undefined)
    throw new PublicError('invalid_request', 'An upload needs a content-length header.', {
      param: 'content-length',
    })
  const byteLength = Number(text)
  if (byteLength > MAX_UPLOAD_BYTES)
    throw new PublicError('request_too_large', `The disk has ${DISK_SIZE_GB} GB.`)
  return byteLength
}
