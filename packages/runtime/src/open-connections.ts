import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Use = {
  /** Requests without an answer yet. */
  requests: number
  /** When the last answer ended, and how many bytes had arrived by then. */
  endedAtMs: number
  bytesRead: number
}

/**
 * The connections of a server, and which of them may be closed without cutting anyone off. A client that sends a
 * request on a connection that is just being closed cannot know whether it was received. So from `leave` on, each
 * answer says that its connection ends with it, and a used connection stays open for a while for clients that got no
 * such answer yet.
 */
export class OpenConnections {
  readonly #uses = new Map<Socket, Use>()
  #isLeaving = false

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.#uses.set(socket, { requests: 0, endedAtMs: 0, bytesRead: 0 })
      socket.once('close', () => this.#uses.delete(socket))
    })
    // Before the handler, which may answer at once.
    server.prependListener('request', (request, response) => this.#serve(request, response))
  }

  /** From now on each answer asks its client to open another connection for the next request. */
  leave(): void {
    this.#isLeaving = true
  }

  /** It uses another protocol from now on, and is not idle without requests. */
  keep({ socket }: IncomingMessage): void {
    this.#change(socket, 1)
  }

  /** Closes connections that were unused for this long. */
  closeIdle(quietMs: number): void {
    const sinceMs = performance.now() - quietMs
    for (const [socket, { requests, endedAtMs, bytesRead }] of this.#uses) {
      // On an unused new connection a request may also be on its way, but its client cannot rely on it.
      const isAsking = requests > 0 || (socket.bytesRead ?? 0) > bytesRead
      if (!isAsking && endedAtMs <= sinceMs) socket.destroy()
    }
  }

  /** Closes all, including those in use. */
  closeAll(): void {
    for (const socket of this.#uses.keys()) socket.destroy()
  }

  #serve({ socket }: IncomingMessage, response: ServerResponse): void {
    if (this.#isLeaving) response.shouldKeepAlive = false
    this.#change(socket, 1)
    response.once('close', () => this.#change(socket, -1))
  }

  #change(socket: Socket, by: 1 | -1): void {
    const use = this.#uses.get(socket)
    if (use === undefined) return
    use.requests += by
    use.endedAtMs = performance.now()
    use.bytesRead = socket.bytesRead ?? 0
  }
}
