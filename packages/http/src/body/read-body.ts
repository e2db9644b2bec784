import { PublicError } from '@gptget/errors'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { LARGE_BODY_BYTES } from './body-budget.ts'
import type { BodyShare } from './body-budget.ts'
import { JsonScanner } from './json-scanner.ts'
import { isUnpackError, unpackBody } from './unpack-body.ts'

export const MAX_BODY_BYTES = 50 * 1024 * 1024

const tooLarge = (): PublicError =>
  new PublicError('request_too_large', 'The request body is larger than 50 MiB.', {
    metadata: { max_bytes: MAX_BODY_BYTES },
  })

/**
 * The whole body of a request, unpacked; a large one takes its share of the budget and is looked at as it comes. What
 * is left of a refused body is read and thrown away, so that the client gets to hear why.
 * @throws PublicError 413 when it is over 50 MiB, 429 or 503 where the budget has no room for it, 400 when it cannot be
 *   unpacked, is cut, too deep or has too many values
 */
export const readBody = async (request: IncomingMessage, share: BodyShare): Promise<Buffer> => {
  try {
    const announcedBytes = Number(request.headers['content-length'] ?? 0)
    if (announcedBytes > MAX_BODY_BYTES) throw tooLarge()
    share.reserve(announcedBytes)
    const source = unpackBody(request)
    const isLarge = source === request && announcedBytes > LARGE_BODY_BYTES
    return await collect(request, source, new BodyCollector(share, isLarge ? announcedBytes : 0))
  } catch (error) {
    discardRest(request)
    throw isUnpackError(error) ? doesNotUnpack(error) : error
  }
}

/** Whether a body may be large, as far as its head tells. */
export const mayBeLarge = ({ headers }: IncomingMessage): boolean => {
  const isWhole = headers['content-length'] !== undefined && headers['content-encoding'] === undefined
  return !isWhole || Number(headers['content-length']) > LARGE_BODY_BYTES
}

const doesNotUnpack = (cause: unknown): PublicError =>
  new PublicError(
    'invalid_request',
    'The request body does not unpack as its content-encoding says.',
    { param: 'content-encoding' },
    cause,
  )

/** Takes in the pieces of a body. */
class BodyCollector {
  readonly #share: BodyShare
  /** Where a large body goes whose length is known: joining pieces would take as much again. */
  readonly #whole: Buffer | null
  readonly #pieces: Buffer[] = []
  #scanner: JsonScanner | null = null
  #byteLength = 0

  constructor(share: BodyShare, knownBytes: number) {
    this.#share = share
    this.#whole = knownBytes > 0 ? Buffer.allocUnsafeSlow(knownBytes) : null
  }

  /** @throws PublicError where the body is more than may be read. */
  add(piece: Buffer): void {
    this.#byteLength += piece.byteLength
    if (this.#byteLength > MAX_BODY_BYTES) throw tooLarge()
    this.#share.reserve(this.#byteLength)
    if (this.#whole === null) this.#pieces.push(piece)
    else this.#whole.set(piece, this.#byteLength - piece.byteLength)
    this.#scan(piece)
  }

  #scan(piece: Buffer): void {
    if (this.#scanner !== null) return this.#scanner.push(piece)
    if (this.#byteLength <= LARGE_BODY_BYTES) return
    this.#scanner = new JsonScanner()
    for (const earlier of this.#soFar()) this.#scanner.push(earlier)
  }

  #soFar(): readonly Buffer[] {
    return this.#whole === null ? this.#pieces : [this.#whole.subarray(0, this.#byteLength)]
  }

  whole(): Buffer {
    if (this.#whole !== null) return this.#whole
    return this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces, this.#byteLength)
  }
}

const collect = (request: IncomingMessage, source: Readable, body: BodyCollector): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    source.on('data', (piece: Buffer) => {
      try {
        body.add(piece)
      } catch (error) {
        reject(error)
        source.removeAllListeners('data')
      }
    })
    source.once('end', () => resolve(body.whole()))
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
