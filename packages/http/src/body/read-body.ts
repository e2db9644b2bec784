import { PublicError } from '@gptget/errors'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

export const MAX_BODY_BYTES = 50 * 1024 * 1024

const tooLarge = (): PublicError =>
  new PublicError('request_too_large', 'The request body is larger than 50 MiB.', {
    metadata: { max_bytes: MAX_BODY_BYTES },
  })

/**
 * The whole body of a request, unpacked. What is left of a refused body is read and thrown away, so that the client
 * gets to hear why. @throws PublicError 413 when it is over 50 MiB, 400 when it cannot be unpacked or is cut.
 */
export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  try {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge()
    return await collect(request, unpacked(request))
  } catch (error) {
    discardRest(request)
    throw isUnpackError(error) ? doesNotUnpack(error) : error
  }
}

const doesNotUnpack = (cause: unknown): PublicError =>
  new PublicError(
    'invalid_request',
    'The request body does not unpack as its content-encoding says.',
    { param: 'content-encoding' },
    cause,
  )

const collect = (request: IncomingMessage, source: Readable): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    source.on('data', (chunk: Buffer) => {
      size += chunk.byteLength
      if (size > MAX_BODY_BYTES) reject(tooLarge())
      else chunks.push(chunk)
    })
    source.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size)))
    source.once('error', reject)
    request.once('close', () => {
      if (!request.complete)
        reject(new PublicError('invalid_request', 'The request ended before its body did.'))
    })
  })

const DISCARD_TIMEOUT_MS = 10_000

const discardRest = (request: IncomingMessage): void => {
  if (request.complete || request.destroyed) return
  request.unpipe()
  request.removeAllListeners('data')
  request.resume()
  const cut = setTimeout(() => request.destroy(), DISCARD_TIMEOUT_MS).unref()
  request.once('end', () => clearTimeout(cut))
}

const unpacked = (request: IncomingMessage): Readable => {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity'
  switch (encoding) {
    case 'identity':
    case '':
      return request
    case 'gzip':
    case 'x-gzip':
      return request.pipe(createGunzip())
    case 'deflate':
      return request.pipe(createInflate())
    case 'br':
      return request.pipe(createBrotliDecompress())
    default:
      throw new PublicError(
        'invalid_request',
        `The content-encoding "${encoding}" is not understood. Use gzip, deflate or br.`,
        { param: 'content-encoding' },
      )
  }
}

/** Failures of the unpacking itself, by zlib's codes (`Z_DATA_ERROR`, `ERR_BROTLI…`). */
const isUnpackError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(Z_|ERR_(_ERROR|BROTLI|PADDING))/.test(String(error.code))
