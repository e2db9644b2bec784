import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** The text of a file; null where there is none. */
export const readText = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Writes a file that only its owner reads, whole or not at all. */
export const writePrivate = (file: string, text: string): Promise<void> => writeWhole(file, text, 0o600)

/** Writes a file whole or not at all, with these rights. */
export const writeWhole = async (file: string, text: string, mode: number): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.part`
  try {
    await writeFile(draft, text, { mode })
    // A file that was there before keeps no wider rights than asked for.
    await chmod(draft, mode)
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}
