import type { Socket } from 'node:net'

/** Resolves with an established connection. @throws Error with the reason */
export const opened = (socket: Socket): Promise<Socket> =>
  new Promise((resolve, reject) => {
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
