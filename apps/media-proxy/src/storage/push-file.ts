import type { FileHandle } from 'node:fs/promises'
import type { OpenFile } from './storage.ts'
import { returnBuffer, takeBuffer } from './piece-buffers.ts'

/** Reads a file ahead by one piece, into two buffers in turn. */
export const openForPushing = (handle: FileHandle): OpenFile => ({
  push: async (start, end, take) => {
    const buffers = [takeBuffer(), takeBuffer()] as const
    let at = start
    const readNext = async (into: Buffer): Promise<Buffer | null> => {
      if (at > end) return null
      const { bytesRead } = await handle.read(into, 0, Math.min(into.byteLength, end - at + 1), at)
      if (bytesRead === 0) throw new Error('a stored file is shorter than it was')
      at += bytesRead
      return into.subarray(0, bytesRead)
    }
    let reading = readNext(buffers[0])
    try {
      let next = await reading
      for (let turn = 1; next !== null; turn += 1) {
        reading = readNext(buffers[turn % 2]!)
        // A failure is handled below, after the previous piece is sent.
        reading.catch(() => undefined)
        await take(next)
        next = await reading
      }
      buffers.forEach(returnBuffer)
    } finally {
      // The file must not be closed during a read into a buffer.
      await reading.catch(() => undefined)
    }
  },
  close: () => handle.close(),
})
