import { PublicError, toPublicError } from '@gptget/errors'
import type { HttpApp } from '@gptget/runtime'
import { request as openRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream'
import type { Duplex } from 'node:stream'
import { fromBus } from '../bus-failure.ts'
import { MARKS_OF_SERVICES } from './ask-service.ts'
import { refuseUpgrade } from './refuse-upgrade.ts'
import { targetOf } from '../socket-routes.ts'
import type { ServiceDirectory } from './service-directory.ts'

const CONNECT_TIMEOUT_MS = 5_000
const LISTENERS = 20
/** Tells a service the edge of a WebSocket. */
const EDGE_HEADER = 'x-gptget-edge'

/** The edge of a WebSocket, by the id under which it leaves (`edgeLeaving`). */
export const edgeOf = ({ headers }: IncomingMessage): string | null => {
  const edgeId = headers[EDGE_HEADER]
  return typeof edgeId === 'string' ? edgeId : null
}

type Forwarding = {
  directory: ServiceDirectory
  edgeId: string
  /** @throws PublicError to refuse it */
  admit: (incoming: IncomingMessage, socket: Duplex) => Promise<void>
}

/**
 * Forwards WebSockets to the services that announced their paths, if `admit` allows it. A service's refusal is relayed
 * completely; if no service has the path, or none can be reached, the refusal is ours.
 */
export const forwardUpgrades =
  ({ directory, edgeId, admit }: Forwarding): NonNullable<HttpApp['upgrade']> =>
  (incoming, socket, head) => {
    socket.once('error', () => socket.destroy())
    // Two pipelines, the limits and the server each listen for its end.
    socket.setMaxListeners(LISTENERS)
    const begin = async (): Promise<void> => {
      const { path } = targetOf(incoming)
      const urls = directory.find(path)
      if (urls.length === 0) throw new PublicError('not_found', `There is no WebSocket at ${path}.`)
      await admit(incoming, socket)
      for (const name of MARKS_OF_SERVICES) delete incoming.headers[name]
      // Only an edge may name its id.
      incoming.headers[EDGE_HEADER] = edgeId
      forwardUpgradeTo(incoming, socket, { urls, head })
    }
    begin().catch((thrown: unknown) => refuseUpgrade(socket, toPublicError(fromBus(thrown))))
  }

/** Forwards a WebSocket to the first of the addresses, or the next one if nothing listens there any more. */
export const forwardUpgradeTo = (
  incoming: IncomingMessage,
  socket: Duplex,
  { urls: [url = '', ...others], head }: { urls: readonly string[]; head: Buffer },
): void => {
  const asked = open(incoming, url)
  const end = (): void => {
    asked.destroy()
    socket.destroy()
  }
  socket.on('error', end)
  socket.once('close', () => asked.destroy())
  asked.once('upgrade', (answer, other, firstBytes) => {
    socket.write(headOf(answer))
    socket.write(firstBytes)
    other.write(head)
    pipeline(socket, other, end)
    pipeline(other, socket, end)
  })
  asked.once('response', (answer) => {
    socket.write(headOf(answer, ['connection: close']))
    pipeline(answer, socket, end)
  })
  asked.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED' && others.length > 0)
      return forwardUpgradeTo(incoming, socket, { urls: others, head })
    refuseUpgrade(socket, new PublicError('service_unavailable', 'The service could not be reached. Retry.'))
  })
  asked.end()
}

/** The caller's own request, and their address. The service authenticates it. */
const open = (incoming: IncomingMessage, url: string): ClientRequest => {
  const { headers, socket } = incoming
  const before = headers['x-forwarded-for']
  const sender = socket.remoteAddress ?? 'unknown'
  const asked = openRequest(new URL(url), {
    path: incoming.url,
    headers: {
      ...headers,
      'x-forwarded-for': before === undefined ? sender : `${String(before)}, ${sender}`,
      'x-forwarded-host': headers['x-forwarded-host'] ?? headers.host,
    },
  })
  // Only for connecting: a WebSocket may be silent for as long as its service allows.
  asked.setTimeout(CONNECT_TIMEOUT_MS, () => {
    if (asked.socket?.connecting) asked.destroy(new Error('the service could not be reached in time'))
  })
  return asked
}

/** The head of an answer as it was sent; `more` replaces the headers about the connection to us. */
const headOf = ({ statusCode, statusMessage, rawHeaders }: IncomingMessage, more?: string[]): string => {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`, ...(more ?? [])]
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase()
    if (name === 'transfer-encoding' || (name === 'connection' && more)) continue
    lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}
