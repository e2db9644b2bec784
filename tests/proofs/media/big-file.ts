const MIB = 1024 * 1024
const MP4_START = Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex')

/** One MiB of a file. Each MiB differs, and is always the same. */
const pieceOf = (index: number): Buffer => {
  const piece = Buffer.alloc(MIB, index % 251)
  piece.writeUInt32BE(index, 0)
  if (index === 0) MP4_START.copy(piece)
  return piece
}

/** A file of the given size with the header of a video, generated while it is read. */
export const makeVideo = async function* (mib: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < mib; index += 1) yield pieceOf(index)
}

/** Reads an answer and returns the first offset at which it differs from the file; null if it does not. */
export const findDifference = async (
  body: AsyncIterable<Uint8Array>,
  start = 0,
): Promise<{ byteLength: number; differsAt: number | null }> => {
  let at = start
  let differsAt: number | null = null
  for await (const chunk of body) {
    for (let read = 0; read < chunk.byteLength && differsAt === null;) {
      const offset = at % MIB
      const length = Math.min(MIB - offset, chunk.byteLength - read)
      const expected = pieceOf(Math.floor(at / MIB)).subarray(offset, offset + length)
      if (!expected.equals(chunk.subarray(read, read + length))) differsAt = at
      read += length
      at += length
    }
    if (differsAt !== null) at += chunk.byteLength
  }
  return { byteLength: at - start, differsAt }
}
