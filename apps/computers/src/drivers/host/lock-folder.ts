import { rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { opened } from '../opened.ts'

export const LOCK_NAME = 'lock'

/**
 * Keeps a folder of disks to one service: a second one would take the first one's desktops for left over. A socket, so
 * that a service that was killed leaves nothing locked. Answers how it is given back.
 * @throws Error where another service has it
 */
export const lockFolder = async (socketPath: string, folder: string): Promise<() => Promise<void>> => {
  const holder = await opened(connect(socketPath)).catch(() => null)
  if (holder !== null) {
    holder.destroy()
    throw new Error(`Another service runs the computers of ${folder}. Give each one a folder: COMPUTERS_DIR.`)
  }
  await rm(socketPath, { force: true })
  const server = createServer((socket) => socket.destroy()).listen(socketPath)
  await once(server, 'listening')
  server.unref()
  return async () => {
    server.close()
    await rm(socketPath, { force: true })
  }
}
