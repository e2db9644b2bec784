import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { Context } from '../context.ts'
import type { LiveComputer, Viewer } from '../live/live-computers.ts'
import { writeBounded } from './write-bounded.ts'
import { InputFilter } from './input-filter.ts'
import type { ViewToken } from './view-tokens.ts'

/** Our own codes (RFC 6455, 7.4.2), which the page knows. */
export const CLOSE_CODES = { revoked: 4401, stopped: 4404, protocol: 4400 } as const

/** The code of a restart (RFC 6455, 7.4.2 and IANA's registry). */
export const RESTARTS = 1012
export const RESTARTS_TEXT = 'The service is restarting. Connect again.'

/** With more unsent data than this, the screen waits for its viewer. */
const HIGH_WATER_BYTES = 4 * 1024 * 1024

/** Shows a screen to one viewer, over a separate connection to the desktop; input passes as the token allows. */
export const serveView = async (
  { logger, now }: Context,
  live: LiveComputer,
  socket: WebSocket,
  { token, edgeId }: { token: ViewToken; edgeId: string | null },
): Promise<void> => {
  // Messages that arrive before the screen is connected wait.
  socket.pause()
  await live.thaw()
  const screen = await live.connect('rfb')
  const filter = new InputFilter(token.mode === 'control', () => live.personActs())
  const viewer: Viewer = {
    tokenId: token.id,
    edgeId,
    close: (reason) => socket.close(CLOSE_CODES.stopped, reason.slice(0, 120)),
    revoke: () => socket.close(CLOSE_CODES.revoked, 'This link was revoked.'),
    // The page reconnects by itself, and shows the same screen.
    leave: () => socket.close(RESTARTS, RESTARTS_TEXT),
  }
  live.viewers.add(viewer)
  socket.once('close', () => {
    live.viewers.delete(viewer)
    live.usedAtMs = now()
    screen.destroy()
  })
  socket.on('error', () => socket.terminate())
  screen.once('close', () => socket.close(CLOSE_CODES.stopped, 'The desktop ended.'))
  screen.on('error', (error) => logger.debug({ err: error }, 'a view lost its screen'))
  socket.on('message', (data: Buffer) => {
    const filtered = filter.push(data)
    if (filtered.kind === 'refuse') return socket.close(CLOSE_CODES.protocol, filtered.reason)
    writeBounded(socket, screen, filtered.bytes)
  })
  screen.on('data', (bytes: Buffer) => sendBounded(socket, screen, bytes))
  socket.resume()
}

const sendBounded = (socket: WebSocket, screen: Socket, bytes: Buffer): void => {
  socket.send(bytes, () => {
    if (socket.bufferedAmount < HIGH_WATER_BYTES / 2) screen.resume()
  })
  if (socket.bufferedAmount > HIGH_WATER_BYTES) screen.pause()
}
