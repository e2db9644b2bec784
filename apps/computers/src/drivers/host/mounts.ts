import { readFile } from 'node:fs/promises'
import { runToEnd } from './image-programs.ts'

/** Lazily: an ending process may still be in it. */
export const unmountIfMounted = async (at: string): Promise<void> => {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n')
  if (mounts.some((line) => line.split(' ')[1] === at)) await runToEnd(['umount', '-l', at])
}
