/** Larger reads need fewer turns of the event loop. A slow reader occupies two buffers. */
const PIECE_BYTES = 512 * 1024
const MOST_KEPT = 32

const kept: Buffer[] = []

/**
 * A buffer for a piece of a file. Buffers are reused, because the kernel must clear the pages of a new one, which takes
 * as long as the copy.
 */
export const takeBuffer = (): Buffer => kept.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES)

/** Returns a buffer that is no longer read or written. */
export const returnBuffer = (buffer: Buffer): void => {
  if (kept.length < MOST_KEPT) kept.push(buffer)
}
