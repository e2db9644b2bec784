import { RESPONSE_ALREADY_SENT } from '@gptget/runtime'
import { CROSS_ORIGIN_HEADERS } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context as HonoContext } from 'hono'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../context.ts'
import type { FoundFile } from '../files/find-file.ts'
import { contentHeaders, etagOf } from './content-headers.ts'
import type { OpenFile } from '../storage/storage.ts'
import { isKnown, readRange } from './range.ts'

/** Sends a file, or the requested part of it, as fast as the caller accepts it. */
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
  const announce = (): void =>
    head(wanted.type === 'part' ? 206 : 200, {
      'content-length': length,
      ...(wanted.type === 'part' ? { 'content-range': `bytes ${start}-${last}/${known.byteLength}` } : {}),
    })
  if (isEmpty) {
    announce()
    return end(outgoing)
  }
  const leave = context.sends.enter(file.account_id)
  try {
    // Open the file before sending headers, so that a missing file gets an error.
    const bytes = await openBytes(context, file.object_id, start, last)
    await send(context, bytes, outgoing, announce)
    return RESPONSE_ALREADY_SENT
  } finally {
    leave()
  }
}

type Outgoing = HttpEnv['Bindings']['outgoing']

const end = (outgoing: Outgoing): Response => {
  outgoing.end()
  return RESPONSE_ALREADY_SENT
}

type Source = { file: OpenFile; start: number; last: number } | { stream: Readable }

const openBytes = async ({ storage }: Context, key: string, start: number, last: number): Promise<Source> => {
  if (storage.open) return { file: await storage.open(key), start, last }
  const bytes = await storage.read(key, start, last)
  return { stream: bytes instanceof Readable ? bytes : Readable.from(bytes) }
}

const send = async (
  { metrics, logger }: Context,
  source: Source,
  outgoing: Outgoing,
  announce: () => void,
): Promise<void> => {
  const count = (piece: Uint8Array): void => metrics.servedBytes.inc(piece.byteLength)
  try {
    if ('file' in source) return await pushFile(source, outgoing, announce, count)
    announce()
    await pipeline(source.stream.on('data', count), outgoing)
  } catch (error) {
    // A caller who disconnects is not a failure. After any other failure, the cut connection shows it to the caller.
    const isCaller = CALLER_LEFT.has((error as NodeJS.ErrnoException).code ?? '')
    if (!isCaller) logger.warn({ err: error }, 'a file could not be sent to its end')
    outgoing.destroy()
  }
}

const CALLER_LEFT = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EPIPE'])

const pushFile = async (
  { file, start, last }: Extract<Source, { file: OpenFile }>,
  outgoing: Outgoing,
  announce: () => void,
  count: (piece: Uint8Array) => void,
): Promise<void> => {
  try {
    announce()
    await file.push(start, last, async (piece, isLast) => {
      await written(outgoing, piece, isLast)
      count(piece)
    })
  } finally {
    await file.close()
  }
}

/** Resolves when the kernel has it; only then may its buffer be reused. */
const written = (outgoing: Outgoing, piece: Uint8Array, isLast: boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const onClose = (): void => reject(Object.assign(new Error('the caller left'), { code: 'EPIPE' }))
    if (outgoing.destroyed) return onClose()
    outgoing.once('close', onClose)
    const onWritten = (error?: Error | null): void => {
      outgoing.off('close', onClose)
      if (error) reject(error)
      else resolve()
    }
    // Its end with the last piece costs nothing more.
    if (isLast) outgoing.end(piece, onWritten)
    else outgoing.write(piece, onWritten)
  })
