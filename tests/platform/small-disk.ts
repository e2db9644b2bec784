import { execFile } from 'node:child_process'
import { chmod, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A separate file system that is small enough to fill. */
export type SmallDisk = {
  directory: string
  /** Fills the remaining space. */
  fill(): Promise<void>
  /** Frees that space. */
  free(): Promise<void>
  remove(): Promise<void>
}

const PIECE = Buffer.alloc(64 * 1024)

/** Mounts a file system in memory. Returns null if this process may not mount. */
export const mountSmallDisk = async (sizeMib: number): Promise<SmallDisk | null> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-small-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMib}m,mode=755`, 'tmpfs', directory])
  } catch {
    await rm(directory, { recursive: true })
    return null
  }
  await chmod(directory, 0o755)
  const filler = path.join(directory, 'filler')
  return {
    directory,
    fill: async () => {
      const file = await open(filler, 'a')
      try {
        for (const size of [PIECE.byteLength, 4_096, 1]) await writeUntilFull(file, PIECE.subarray(0, size))
      } finally {
        await file.close()
      }
    },
    free: () => rm(filler, { force: true }),
    remove: async () => {
      await run('umount', ['-l', directory])
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const writeUntilFull = async (file: Awaited<ReturnType<typeof open>>, piece: Buffer): Promise<void> => {
  try {
    for (;;) await file.write(piece)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}
