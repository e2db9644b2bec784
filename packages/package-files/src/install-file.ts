import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Whether a file that `installFile` created still has its size; its content was verified when it was installed. */
export const isInstalled = async (file: string, sizeBytes: number): Promise<boolean> => {
  try {
    return (await stat(file)).size === sizeBytes
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/** `mode`: the file's rights; 0o755 for a program. */
type InstallOptions = { mode?: number }

/**
 * Writes a file in a temporary folder beside it and renames it into place, so that it is never seen incomplete and two
 * simultaneous processes are safe.
 */
export const installFile = async (
  file: string,
  make: (scratchDirectory: string) => Promise<Uint8Array>,
  { mode = 0o644 }: InstallOptions = {},
): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true })
  const scratch = await mkdtemp(`${file}.`)
  try {
    const complete = path.join(scratch, 'complete')
    await writeFile(complete, await make(scratch), { mode })
    await rename(complete, file)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
