import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Whether a file that `installFile` put there still has its size; its content was verified when it came. */
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
 * Makes a file's bytes in a scratch folder beside it and renames them into place, so that they are never seen half
 * written and two processes at once do no harm.
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
