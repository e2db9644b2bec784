import { readFile, statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** What NATS 2.15 (and before it) writes when its disk is full: it stores nothing any more, until it ends. */
const GIVEN_UP = /critical write error: .*no space left|JetStream out of .*will be DISABLED/i

const POLL_INTERVAL_MS = 1_000
/** Enough for what waited to be stored. */
const ROOM_BYTES = 16 * 1024 * 1024

/** Whether a line of NATS says that it has given up its disk. */
export const hasGivenUp = (line: string): boolean => GIVEN_UP.test(line)

/**
 * Ends a NATS that has given up its disk as soon as its disk has room again, so that whoever keeps it starts it: by
 * itself it would never store anything again.
 */
export const endWhenThereIsRoom = async (directory: string, pidFile: string): Promise<void> => {
  while (!(await hasRoom(directory))) await sleep(POLL_INTERVAL_MS, undefined, { ref: false })
  try {
    process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGTERM')
  } catch (error) {
    // It ended meanwhile.
    if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

const hasRoom = async (directory: string): Promise<boolean> => {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize >= ROOM_BYTES
}
