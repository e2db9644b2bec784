import { PublicError } from '@gptget/errors'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'

/** 8 MiB: what RFC 8878 asks every decoder to support. A sender could otherwise demand up to 2 GiB of memory. */
const MAX_ZSTD_WINDOW_LOG = 23

/** The low half of a zlib header's first byte (RFC 1950): the compression method, deflate. */
const ZLIB_METHOD_DEFLATE = 8

/**
 * The body of a request, decompressed by its `content-encoding`; the request itself without one.
 * @throws PublicError 400 for an unknown encoding.
 */
export const unpackBody = (request: IncomingMessage): Readable => {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity'
  switch (encoding) {
    case 'identity':
    case '':
      return request
    case 'gzip':
    case 'x-gzip':
      return request.pipe(createGunzip())
    case 'deflate':
      return inflate(request)
    case 'br':
      return request.pipe(createBrotliDecompress())
    case 'zstd':
      return unpackZstd(request)
    default:
      throw new PublicError(
        'invalid_request',
        `The content-encoding "${encoding}" is not supported. Use gzip, deflate, br or zstd.`,
        { param: 'content-encoding' },
      )
  }
}

/** Node 24 decompresses the first of several joined frames (RFC 8878, 3.1) and ends: such a body is refused. */
const unpackZstd = (request: IncomingMessage): Readable => {
  const output = new PassThrough()
  const params = { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG }
  const unpacker = createZstdDecompress({ params })
  let receivedBytes = 0
  request.on('data', (piece: Buffer) => {
    receivedBytes += piece.byteLength
  })
  unpacker.once('error', (error) => output.destroy(error))
  unpacker.once('end', () => {
    if (unpacker.bytesWritten === receivedBytes) output.end()
    else output.destroy(Object.assign(new Error('more than one zstd frame'), { code: 'ZSTD_several_frames' }))
  })
  unpacker.pipe(output, { end: false })
  request.pipe(unpacker)
  return output
}

/**
 * `deflate` means zlib's format (RFC 9110), but many clients send raw deflate: the first byte tells which one it is.
 */
const inflate = (request: IncomingMessage): Readable => {
  const output = new PassThrough()
  const endEmpty = (): unknown => output.end()
  request.once('end', endEmpty)
  request.once('data', (first: Buffer) => {
    request.off('end', endEmpty)
    const isZlib = (first[0]! & 0x0f) === ZLIB_METHOD_DEFLATE
    const inflater = isZlib ? createInflate() : createInflateRaw()
    inflater.once('error', (error) => output.destroy(error))
    inflater.pipe(output)
    inflater.write(first)
    request.pipe(inflater)
  })
  return output
}

/** Whether decompression itself failed, by zlib's codes (`Z_DATA_ERROR`, `ERR_BROTLI…`, `ZSTD_error_…`). */
export const isUnpackError = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(Z_|ZSTD_|ERR_(_ERROR|BROTLI|PADDING))/.test(String(error.code))
