/**
 * A file up to this length is read and sent at once: each further read costs a third of what sending 1 MiB does. A slow
 * reader occupies one buffer.
 */
const BUFFER_BYTES = 1024 * 1024
const MOST_KEPT = 16

const kept: Buffer[] = []

/**
 * A buffer for a piece of a file. Buffers are reused, because the kernel must clear the pages of a new one, which takes
 * as long as the copy.
 */
export const takeBuffer = (): Buffer => kept.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES)

/** Returns a buffer that is no longer read or written. */
export const returnBuffer = (buffer: Buffer): void => {
  if (kept.length < MOST_KEPT) kept.push(buffer)
}

/** Its halves, for two pieces in turn. */
export const halvesOf = (buffer: Buffer): readonly [Buffer, Buffer] => [
  buffer.subarray(0, BUFFER_BYTES / 2),
  buffer.subarray(BUFFER_BYTES / 2),
]
