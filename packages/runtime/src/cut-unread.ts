import type { Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

/** As nginx (`send_timeout`). A client that continues later asks for the rest. */
const UNREAD_MS = 60_000

/**
 * Closes the connections of clients that read nothing of an answer for so long that they are surely gone: it keeps its
 * memory, and its upstream, for as long as somebody may still read it. Silence does not count if nothing is to be read.
 */
export const cutUnread = (server: Server, unreadMs: number = UNREAD_MS): void =>
  void server.prependListener('request', (request, response: ServerResponse) => {
    const { socket } = request
    // A connection within the process is always read.
    if (!(socket instanceof Socket)) return
    // Node counts what the kernel takes as a sign of life, also parts of one write.
    response.setTimeout(unreadMs, () => {
      if (socket.writableLength > 0) socket.destroy()
    })
  })
