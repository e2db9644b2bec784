import type { Writable } from 'node:stream'
import type { WebSocket } from 'ws'

/** Passes on a client's data. A client that is faster than its desktop must wait, so that nothing is buffered here. */
export const writeBounded = (socket: WebSocket, desktop: Writable, bytes: Uint8Array): void => {
  if (desktop.write(bytes) || socket.isPaused) return
  socket.pause()
  desktop.once('drain', () => socket.resume())
}
