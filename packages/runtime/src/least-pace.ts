import type { IncomingMessage, Server, ServerResponse } from 'node:http'

/** How much of a body must arrive in each period: one that brings almost nothing only takes the room of others. */
export type Pace = { leastBytes: number; withinMs: number }

const LEAST_PACE: Pace = { leastBytes: 30 * 1024, withinMs: 30_000 }

/** The event of a request whose body is too slow. Without a listener, the server answers and closes the connection. */
export const SLOW_BODY = 'slowBody'

/**
 * Gives up on bodies of any kind that arrive too slowly. Node itself only limits the whole request, so generously that
 * a few bytes a minute keep a connection, and what its reader holds, for ten minutes.
 */
export const requirePace = (server: Server, pace: Pace = LEAST_PACE): void =>
  void server.prependListener('request', (request, response) => {
    if (hasBody(request)) watch(request, response, pace)
  })

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const watch = (request: IncomingMessage, response: ServerResponse, { leastBytes, withinMs }: Pace): void => {
  const { socket } = request
  let beforeBytes = socket.bytesRead
  let wasUnread = false
  const look = (): void => {
    if (request.complete || request.destroyed || response.headersSent) return clearInterval(timer)
    const arrivedBytes = socket.bytesRead - beforeBytes
    beforeBytes = socket.bytesRead
    // If something waited to be read at the beginning or the end of the period, its reader is slow and not the sender.
    const isReaderSlow = wasUnread || request.readableLength > 0
    wasUnread = request.readableLength > 0
    if (arrivedBytes >= leastBytes || isReaderSlow) return
    clearInterval(timer)
    if (!request.emit(SLOW_BODY)) refuse(request, withinMs)
  }
  const timer = setInterval(look, withinMs).unref()
  request.once('close', () => clearInterval(timer))
}

/** As Node refuses requests that take too long. */
const refuse = ({ socket }: IncomingMessage, withinMs: number): void => {
  const body = JSON.stringify({ error: { message: slowBodyMessage(withinMs) } })
  const head = [
    'HTTP/1.1 408 Request Timeout',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}

export const slowBodyMessage = (withinMs = LEAST_PACE.withinMs): string =>
  `The request body brought almost nothing for ${withinMs / 1_000} s.`
