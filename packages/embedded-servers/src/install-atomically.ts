import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Fills a folder beside `target` and renames it into place, so that it is never seen incomplete and two simultaneous
 * runs are safe: the first wins and the second uses its result.
 */
export const installAtomically = async (
  target: string,
  fill: (temporaryDirectory: string) => Promise<void>,
): Promise<void> => {
  await mkdir(path.dirname(target), { recursive: true })
  const temporaryDirectory = await mkdtemp(`${target}.`)
  try {
    await fill(temporaryDirectory)
    await chmod(temporaryDirectory, 0o755)
    await rename(temporaryDirectory, target)
  } catch (error) {
    await rm(temporaryDirectory, { recursive: true, force: true })
    if (!['EEXIST', 'ENOTEMPTY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
