import { rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'
import { opened } from '../opened.ts'

export const LOCK_NAME = 'lock'

/**
 * Reserves a folder of disks for one service: a second one would take the desktops of the first for leftovers. Uses a
 * socket, so that a killed service leaves no lock. Returns how to release it.
 * @throws Error if another service has it
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
