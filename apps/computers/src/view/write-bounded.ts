import type { Writable } from 'node:stream'
import type { WebSocket } from 'ws'

/** Passes on what a client sent. A client that is faster than its desktop waits for it: nothing piles up here. */
export const writeBounded = (socket: WebSocket, desktop: Writable, bytes: Uint8Array): void => {
  if (desktop.write(bytes) || socket.isPaused) return
  socket.pause()
  desktop.once('drain', () => socket.resume())
}
