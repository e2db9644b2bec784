const MIB = 1024 * 1024
const MP4_START = Buffer.from('00000018667479706d703432000000006d70343269736f6d', 'hex')

/** A MiB of a file: each is another one, and the same whenever it is asked for. */
const pieceOf = (index: number): Buffer => {
  const piece = Buffer.alloc(MIB, index % 251)
  piece.writeUInt32BE(index, 0)
  if (index === 0) MP4_START.copy(piece)
  return piece
}

/** A video of so many MiB by its first bytes, made as it is read. */
export const makeVideo = async function* (mib: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < mib; index += 1) yield pieceOf(index)
}

/** Reads an answer away, and says where its first byte differs from the file's; null where none does. */
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
