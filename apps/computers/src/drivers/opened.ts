import type { Socket } from 'node:net'

/** Resolves with a connection once it stands. @throws Error why it does not */
export const opened = (socket: Socket): Promise<Socket> =>
  new Promise((resolve, reject) => {
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
