import type { Transform } from 'node:stream'

/**
 * A reader's response to a piece: nothing (continue), a promise (nothing more until it resolves to one of the others),
 * `enough` (the rest is not needed), `abort` (the provider should stop).
 */
export type Verdict = Decision | Promise<Decision>
export type Decision = void | 'enough' | 'abort'

/** The body of a provider's answer, as it arrives. */
export type UpstreamBody = {
  /**
   * Passes on each piece as it arrives, to one reader, once. Resolves at the end, or when the reader needs no more.
   * Rejects if the connection breaks, the request is aborted, or the reader throws.
   */
  read(onPiece: (piece: Buffer) => Verdict): Promise<void>
}

/** An answer is larger than the limit. */
export class AnswerTooLargeError extends Error {
  override name = 'AnswerTooLargeError'

  /** `how`: the limit in bytes, or why else it is too large. */
  constructor(how: number | string) {
    const what = typeof how === 'number' ? `is larger than ${Math.floor(how / 1024 ** 2)} MiB` : how
    super(`The provider's answer ${what}.`)
  }
}

/**
 * A whole body of at most `maxBytes`. `onPiece` is called for each piece. @throws AnswerTooLargeError if it is larger.
 */
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

/** JSON and its streams compress to a twentieth at best: data that expands much more is meant to fill memory. */
const MAX_GROWTH = 100
/** For short, repetitive texts. */
const GROWS_FREELY_BYTES = 1024 * 1024

/** A decompressed body. It rejects if it expands to much more than an answer does. */
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
