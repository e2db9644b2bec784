import type { FileHandle } from 'node:fs/promises'
import type { OpenFile } from './storage.ts'

/** Larger reads need fewer turns of the event loop; a slow reader holds two of them. */
const PIECE_BYTES = 512 * 1024

/**
 * Reads a file one piece ahead, into two alternating buffers. Node's streams allocate a buffer for each piece, which
 * doubles the cost of the copy, because the kernel clears its pages.
 */
export const openForPushing = (handle: FileHandle): OpenFile => ({
  push: async (start, end, take) => {
    const size = Math.min(PIECE_BYTES, end - start + 1)
    const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)] as const
    let at = start
    const readNext = async (into: Buffer): Promise<Buffer | null> => {
      if (at > end) return null
      const { bytesRead } = await handle.read(into, 0, Math.min(size, end - at + 1), at)
      if (bytesRead === 0) throw new Error('a stored file is shorter than it was')
      at += bytesRead
      return into.subarray(0, bytesRead)
    }
    let next = await readNext(buffers[0])
    for (let turn = 1; next !== null; turn += 1) {
      const reading = readNext(buffers[turn % 2]!)
      // Its failure is handled below, after the previous piece was sent.
      reading.catch(() => undefined)
      await take(next)
      next = await reading
    }
  },
  close: () => handle.close(),
})
