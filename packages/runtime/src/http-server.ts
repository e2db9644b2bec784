import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { duplexPair } from 'node:stream'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import { cutUnread } from './cut-unread.ts'
import { requirePace } from './least-pace.ts'
import type { Pace } from './least-pace.ts'
import { lingerAfterAnswers } from './linger.ts'
import { OpenConnections } from './open-connections.ts'

/**
 * The return value of a handler that wrote to the socket itself. Defined here and not imported from its package:
 * created after a server has started, it would be a response of that server's class, which is always written
 * (@hono/node-server 2.1.8).
 */
export { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

export type HttpServer = {
  /** Its address: `http://127.0.0.1:1234`. */
  url: string
  port: number
  /** Continues to serve, and asks each client with its next answer to open another connection. */
  leave(): void
  /**
   * Accepts no new connection and lets running answers finish until `cut` aborts (default 10 s). `onCut` may then send
   * a last message on the rest; a moment later these are closed.
   */
  stop(cut?: AbortSignal, onCut?: () => void): Promise<void>
}

/**
 * Opens a connection to a server within its process: without a port or copying. `onAccepted` gets the server's end of
 * it before any request arrives.
 */
export type ConnectWithin = (onAccepted?: (theirs: Duplex) => void) => Duplex

/** A Hono app, or anything with the same interface. */
export type HttpApp = {
  fetch(request: Request, env: HttpBindings): Response | Promise<Response>
  /**
   * Answers a request by writing to its socket, without the objects that `fetch` needs (2.5 KB of each request).
   * Returns whether it does. Requests with an unusual target or host are only given to `fetch`, which checks them.
   */
  answer?(incoming: IncomingMessage, outgoing: ServerResponse): boolean
  /** Lets callers take turns at having their requests answered: a promise if a request must wait. */
  turn?(incoming: IncomingMessage): void | Promise<void>
  /** Answers requests for another protocol, usually WebSockets. Default: all are refused. */
  upgrade?(incoming: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Called once with how to open a connection to the server within the process. */
  onServer?(connect: ConnectWithin): void
}

export type HttpOptions = {
  host: string
  /** 0 takes a free one. */
  port: number
  /** How long a connection stays open after its last answer while the server stops (0): see `OpenConnections`. */
  quietMs?: number
  /** How fast bodies must arrive (`LEAST_PACE`). */
  pace?: Pace
  /** How long a client may read nothing of its answer. Default: a minute. */
  unreadMs?: number
}

/** Serves a Hono app. @throws if the address is taken. */
export const startHttpServer = (app: HttpApp, options: HttpOptions): Promise<HttpServer> =>
  new Promise((resolve, reject) => {
    const server = createServer(listenerOf(app, options.host))
    lingerAfterAnswers(server)
    requirePace(server, options.pace)
    cutUnread(server, options.unreadMs)
    // A client's idle connection must outlive the load balancer's, else requests race with its closing.
    server.keepAliveTimeout = 75_000
    // Fifty MiB over a slow line take a while; longer than this only occupies a connection.
    server.requestTimeout = 600_000
    const connections = new OpenConnections(server)
    if (app.upgrade)
      server.on('upgrade', (incoming, socket, head) => {
        connections.keep(incoming)
        app.upgrade?.(incoming, socket, head)
      })
    app.onServer?.((onAccepted) => {
      const [ours, theirs] = duplexPair()
      onAccepted?.(theirs)
      server.emit('connection', theirs)
      return ours
    })
    server.once('error', reject)
    server.once('listening', () => {
      const { port } = server.address() as AddressInfo
      const host = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host
      resolve({
        url: `http://${host}:${port}`,
        port,
        leave: () => connections.leave(),
        stop: (cut = AbortSignal.timeout(10_000), onCut) => {
          connections.leave()
          return stopServer({ server, connections, quietMs: options.quietMs ?? 0 }, cut, onCut)
        },
      })
    })
    server.listen(options.port, options.host)
  })

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown

const listenerOf = (app: HttpApp, hostname: string): Listener => {
  const throughFetch = getRequestListener((request, env) => app.fetch(request, env as HttpBindings), {
    hostname,
    // It cuts off clients that send for half a second longer.
    autoCleanupIncoming: false,
  })
  const isAnswered = (incoming: IncomingMessage, outgoing: ServerResponse): boolean => {
    try {
      return isUsual(incoming) && app.answer?.(incoming, outgoing) === true
    } catch {
      // `fetch` fails in the same way, and its listener answers with 500.
      return false
    }
  }
  const answer: Listener = (incoming, outgoing) =>
    isAnswered(incoming, outgoing) || throughFetch(incoming, outgoing)
  return (incoming, outgoing) => {
    const turn = app.turn?.(incoming)
    if (turn === undefined) return answer(incoming, outgoing)
    // Nobody is there for the answer if the client left meanwhile.
    return turn.then(() => outgoing.destroyed || answer(incoming, outgoing))
  }
}

const USUAL_HOST = /^[a-z0-9._-]+(?::\d{1,5})?$/

/** Whether its target is a path, and its host a name or an IPv4 address. */
const isUsual = ({ url = '', headers }: IncomingMessage): boolean =>
  url.startsWith('/') && !url.includes('\\') && USUAL_HOST.test(headers.host ?? '')

const CLOSE_IDLE_INTERVAL_MS = 50
/** Time for the last message to reach the client. */
const LAST_WORD_MS = 1_000

type Stopping = { server: Server; connections: OpenConnections; quietMs: number }

const stopServer = (
  { server, connections, quietMs }: Stopping,
  cut: AbortSignal,
  onCut: (() => void) | undefined,
): Promise<void> =>
  new Promise((resolve, reject) => {
    let close: NodeJS.Timeout | undefined
    const endAll = (): void => {
      onCut?.()
      close = setTimeout(
        // Node's own count lacks those that have changed to another protocol.
        () => connections.closeAll(),
        onCut ? LAST_WORD_MS : 0,
      )
    }
    cut.addEventListener('abort', endAll, { once: true })
    // Kept-alive connections become idle one by one, as their answers end.
    const closeIdle = setInterval(() => connections.closeIdle(quietMs), CLOSE_IDLE_INTERVAL_MS)
    server.close((error) => {
      cut.removeEventListener('abort', endAll)
      clearTimeout(close)
      clearInterval(closeIdle)
      if (error) reject(error)
      else resolve()
    })
    connections.closeIdle(quietMs)
    if (cut.aborted) endAll()
  })
