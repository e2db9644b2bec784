import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import { CROSS_ORIGIN_HEADERS } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context as HonoContext } from 'hono'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../context.ts'
import type { FoundFile } from '../files/find-file.ts'
import { contentHeaders, etagOf } from './content-headers.ts'
import { isKnown, readRange } from './range.ts'

/** Sends a file, or the part of it that is asked for, as fast as the caller takes it. */
export const sendContent = async (
  context: Context,
  c: HonoContext<HttpEnv>,
  file: FoundFile,
): Promise<Response> => {
  const { incoming, outgoing } = c.env
  const { range, 'if-none-match': ifNoneMatch } = incoming.headers
  const known = { byteLength: Number(file.byte_length), etag: etagOf(file) }
  const head = (status: number, headers: Record<string, string | number>): void => {
    outgoing.writeHead(status, {
      ...CROSS_ORIGIN_HEADERS,
      'x-request-id': c.get('requestId'),
      ...contentHeaders(file, context.now().getTime()),
      ...headers,
    })
  }
  if (isKnown({ ifNoneMatch }, known)) {
    head(304, {})
    return end(outgoing)
  }
  const ifRange = incoming.headers['if-range'] as string | undefined
  const wanted = readRange({ range, ifRange }, known)
  if (wanted.type === 'none') {
    head(416, { 'content-range': `bytes */${known.byteLength}`, 'content-length': 0 })
    return end(outgoing)
  }
  const [start, last] = wanted.type === 'part' ? [wanted.start, wanted.end] : [0, known.byteLength - 1]
  const length = last - start + 1
  const isEmpty = incoming.method === 'HEAD' || length === 0
  // Before the head: what is not there must not be announced.
  const bytes = isEmpty ? null : await context.storage.read(file.object_id, start, last)
  head(wanted.type === 'part' ? 206 : 200, {
    'content-length': length,
    ...(wanted.type === 'part' ? { 'content-range': `bytes ${start}-${last}/${known.byteLength}` } : {}),
  })
  if (bytes === null) return end(outgoing)
  await send(context, bytes, outgoing)
  return RESPONSE_ALREADY_SENT
}

type Outgoing = HttpEnv['Bindings']['outgoing']

const end = (outgoing: Outgoing): Response => {
  outgoing.end()
  return RESPONSE_ALREADY_SENT
}

const send = async (
  { metrics, logger }: Context,
  bytes: AsyncIterable<Uint8Array>,
  outgoing: Outgoing,
): Promise<void> => {
  const source = bytes instanceof Readable ? bytes : Readable.from(bytes)
  let sentBytes = 0
  source.on('data', (chunk: Uint8Array) => {
    sentBytes += chunk.byteLength
  })
  try {
    await pipeline(source, outgoing)
  } catch (error) {
    // A caller who leaves in the middle is no failure; in any case the connection is cut, so that it shows.
    const isCaller = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'
    if (!isCaller) logger.warn({ err: error }, 'a file could not be sent to its end')
    outgoing.destroy()
  } finally {
    metrics.servedBytes.inc(sentBytes)
  }
}
