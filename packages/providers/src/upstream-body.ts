import type { Transform } from 'node:stream'

/**
 * What a reader makes of a piece: nothing (more is welcome), a promise (nothing more until it resolves to one of the
 * others), `enough` (the rest is of no interest), `abort` (the provider is to stop).
 */
export type Verdict = Decision | Promise<Decision>
export type Decision = void | 'enough' | 'abort'

/** The body of a provider's answer, as it comes. */
export type UpstreamBody = {
  /**
   * Hands over each piece as it comes, to one reader, once. Resolves at the body's end, or when the reader wants no
   * more of it. Rejects where the connection breaks, the request is aborted, or the reader throws.
   */
  read(onPiece: (piece: Buffer) => Verdict): Promise<void>
}

/** An answer is larger than is read of any. */
export class AnswerTooLargeError extends Error {
  override name = 'AnswerTooLargeError'

  /** `how`: more than how many bytes it is, or in which other way it is too large. */
  constructor(how: number | string) {
    const what = typeof how === 'number' ? `is larger than ${Math.floor(how / 1024 ** 2)} MiB` : how
    super(`The provider's answer ${what}.`)
  }
}

/** A whole body of at most `maxBytes`. `onPiece` hears of each piece. @throws AnswerTooLargeError when it is larger. */
export const readWholeBody = async (
  body: UpstreamBody,
  maxBytes: number,
  onPiece: (piece: Buffer) => void = () => {},
): Promise<Buffer> => {
  const pieces: Buffer[] = []
  let size = 0
  await body.read((piece) => {
    onPiece(piece)
    size += piece.byteLength
    if (size > maxBytes) throw new AnswerTooLargeError(maxBytes)
    pieces.push(piece)
  })
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, size)
}

/** JSON and streams of it are packed to a twentieth at best: what grows far more is made to fill memory. */
const MAX_GROWTH = 100
/** Of short texts that say the same again and again. */
const GROWS_FREELY_BYTES = 1024 * 1024

/** A body that went through a decompression. It rejects where it unpacks to far more than an answer does. */
export const unpackedBody = (packed: UpstreamBody, unpack: Transform): UpstreamBody => {
  let packedBytes = 0
  let unpackedBytes = 0
  const feed = (piece: Buffer): Verdict => {
    packedBytes += piece.byteLength
    if (unpack.destroyed) return 'abort'
    return unpack.write(piece) ? undefined : drained(unpack)
  }
  return {
    read: async (onPiece) => {
      packed.read(feed).then(
        () => unpack.end(),
        (error: unknown) => unpack.destroy(error as Error),
      )
      for await (const piece of unpack as AsyncIterable<Buffer>) {
        unpackedBytes += piece.byteLength
        if (unpackedBytes > GROWS_FREELY_BYTES + MAX_GROWTH * packedBytes)
          throw new AnswerTooLargeError(`unpacks to more than ${MAX_GROWTH} times what was sent`)
        if ((await onPiece(piece)) !== undefined) return
      }
    },
  }
}

/** Resolves when more may be written, or never will be. */
const drained = (unpack: Transform): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      unpack.off('drain', go).off('close', go)
      resolve()
    }
    unpack.on('drain', go).on('close', go)
  })
