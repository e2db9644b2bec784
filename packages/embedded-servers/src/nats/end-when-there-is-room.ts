import { readFile, statfs } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** The message of NATS up to 2.15 when its disk is full: it stores nothing more until it is restarted. */
const GIVEN_UP = /critical write error: .*no space left|JetStream out of .*will be DISABLED/i

const POLL_INTERVAL_MS = 1_000
/** Enough for the data that waited. */
const ROOM_BYTES = 16 * 1024 * 1024

/** Whether a line of NATS says that it has stopped storing. */
export const hasGivenUp = (line: string): boolean => GIVEN_UP.test(line)

/**
 * Ends a NATS that has stopped storing as soon as its disk has space again, so that its supervisor restarts it: by
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
