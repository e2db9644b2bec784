import { Zip, ZipDeflate } from 'fflate'

export type ArchivedFile = { name: string; content: AsyncIterable<Uint8Array> }

/** The format stores sizes in 32 bits. */
const MOST_BYTES = 0xffff_ffff
const NOTHING = new Uint8Array()

/** A ZIP archive as a stream. Contents are read only as fast as the archive is. @throws what a content throws */
export async function* zip(files: Iterable<ArchivedFile>): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = []
  const archive = new Zip((error, bytes) => {
    if (error) throw error
    made.push(bytes)
  })
  const take = (): Uint8Array[] => {
    const taken = made
    made = []
    return taken
  }
  for (const { name, content } of files) {
    const entry = new ZipDeflate(name)
    archive.add(entry)
    for await (const bytes of atMost(MOST_BYTES, name, content)) {
      entry.push(bytes)
      yield* take()
    }
    entry.push(NOTHING, true)
    yield* take()
  }
  archive.end()
  yield* take()
}

async function* atMost(
  most: number,
  name: string,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const bytes of content) {
    length += bytes.length
    if (length > most) throw new Error(`${name} is too large for a ZIP archive`)
    yield bytes
  }
}
