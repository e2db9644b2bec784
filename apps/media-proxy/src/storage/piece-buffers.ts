/** Larger reads cost fewer turns of the event loop; a slow reader holds two of them. */
const PIECE_BYTES = 512 * 1024
const MOST_KEPT = 32

const kept: Buffer[] = []

/**
 * A buffer for a piece of a file. Buffers are used again: a new one costs as much again as the copy, because the kernel
 * clears its pages.
 */
export const takeBuffer = (): Buffer => kept.pop() ?? Buffer.allocUnsafeSlow(PIECE_BYTES)

/** Gives a buffer back that nobody reads or writes any more. */
export const returnBuffer = (buffer: Buffer): void => {
  if (kept.length < MOST_KEPT) kept.push(buffer)
}
