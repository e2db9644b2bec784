import { PublicError } from '@gptget/errors'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { LARGE_BODY_BYTES, LargeBody } from '@gptget/threads'
import type { Body } from '@gptget/threads'
import { BodyCollector, tooLarge } from './body-collector.ts'
import { MAX_BODY_BYTES } from './limits.ts'
import type { BodyShare } from './body-budget.ts'
import { discardRest } from '@gptget/runtime'
import { slowBody } from './slow-body.ts'
import { isUnpackError, unpackBody } from './unpack-body.ts'

/**
 * The whole decompressed body of a request; a large one takes its share of the budget and is scanned as it arrives. The
 * rest of a refused body is read and discarded, so that the client receives the reason.
 * @throws PublicError 413 over `maxBytes`, 429 or 503 if the budget is full, 400 if it cannot be decompressed, is
 * incomplete, nested too deeply or has too many values
 */
export const readBody = async (
  request: IncomingMessage,
  share: BodyShare,
  maxBytes = MAX_BODY_BYTES,
): Promise<Body> => {
  try {
    const announcedBytes = Number(request.headers['content-length'] ?? 0)
    if (announcedBytes > maxBytes) throw tooLarge(maxBytes)
    share.reserve(announcedBytes)
    const source = unpackBody(request)
    const isLarge = source === request && announcedBytes > LARGE_BODY_BYTES
    const knownBytes = isLarge ? announcedBytes : 0
    return await collect(request, source, new BodyCollector(share, { knownBytes, maxBytes }))
  } catch (error) {
    discardRest(request)
    throw isUnpackError(error) ? doesNotUnpack(error) : error
  }
}

/** Whether a body may be large, as far as its headers say. */
export const mayBeLarge = ({ headers }: IncomingMessage): boolean => {
  const isWhole = headers['content-length'] !== undefined && headers['content-encoding'] === undefined
  return !isWhole || Number(headers['content-length']) > LARGE_BODY_BYTES
}

const doesNotUnpack = (cause: unknown): PublicError =>
  new PublicError(
    'invalid_request',
    'The request body does not match its content-encoding.',
    { param: 'content-encoding' },
    cause,
  )

/** A body that is never large. @throws PublicError 413 over 256 KiB, and as `readBody` does */
export const readSmallBody = async (request: IncomingMessage, share: BodyShare): Promise<Buffer> => {
  if (Number(request.headers['content-length'] ?? 0) <= LARGE_BODY_BYTES) {
    const body = await readBody(request, share)
    if (!(body instanceof LargeBody)) return body
  }
  discardRest(request)
  throw new PublicError('request_too_large', 'The request body is larger than 256 KiB.', {
    metadata: { max_bytes: LARGE_BODY_BYTES },
  })
}

/** Node reads up to 2 MiB from one connection before it turns to the others. */
const MAX_BYTES_AT_ONCE = 256 * 1024

const collect = (request: IncomingMessage, source: Readable, body: BodyCollector): Promise<Body> =>
  new Promise((resolve, reject) => {
    let sinceYieldBytes = 0
    const fail = (error: Error): void => {
      source.removeAllListeners('data')
      reject(error)
    }
    source.on('data', (piece: Buffer) => {
      try {
        body.add(piece)
        sinceYieldBytes += piece.byteLength
        if (sinceYieldBytes < MAX_BYTES_AT_ONCE) return
        sinceYieldBytes = 0
        source.pause()
        setImmediate(() => source.resume())
      } catch (error) {
        fail(error as Error)
      }
    })
    source.once('end', () => resolve(body.whole()))
    slowBody(request).catch(fail)
    source.once('error', (error) => fail(isAborted(error) ? cutOff() : error))
    request.once('close', () => {
      if (!request.complete) fail(cutOff())
    })
  })

/** How Node names it that a caller left within their request. */
const isAborted = (error: NodeJS.ErrnoException): boolean => error.code === 'ECONNRESET'

const cutOff = (): PublicError =>
  new PublicError('invalid_request', 'The request ended before its body was complete.')
