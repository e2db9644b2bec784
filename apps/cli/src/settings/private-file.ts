import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** Reads a text file. Returns null if it does not exist. */
export const readText = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Writes a file atomically; only its owner can read it. */
export const writePrivate = (file: string, text: string): Promise<void> => writeWhole(file, text, 0o600)

/** Writes a file atomically, with this mode. */
export const writeWhole = async (file: string, text: string, mode: number): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.part`
  try {
    await writeFile(draft, text, { mode })
    // The umask may have reduced the mode, and a leftover draft may have a wider one.
    await chmod(draft, mode)
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}
