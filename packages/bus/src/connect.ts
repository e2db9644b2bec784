import { connect } from '@nats-io/transport-node'
import type { ConnectionOptions, NatsConnection, TlsOptions } from '@nats-io/transport-node'
import { z } from 'zod'
import type { Bus } from './bus.ts'
import { Calls } from './calls.ts'
import { makeInstanceId, replyPrefixOf } from './names.ts'
import { openClaims } from './claims.ts'
import type { StreamSubject } from '@gptget/contracts'
import { jsonPayload, readJson } from './frames.ts'
import { Streams } from './stream/streams.ts'
import { createTransport } from './transport.ts'
import type { Subscription } from './transport.ts'
import { createUsageStream } from './usage/usage-stream.ts'

export type BusOptions = {
  /**
   * `nats://user:password@host:port`, several separated by commas. `tls://` requires TLS; `?ca=/path.pem` names a
   * certificate authority that Node does not know.
   */
  url: string
  /** The service's name: NATS shows it for this connection, and its inboxes are named after it (`[a-z-]`). */
  name: string
  /** Reports failures that no caller waits for. */
  onError: (error: unknown, what: string) => void
}

/**
 * Connects this process to all others. @throws if NATS cannot be reached or lacks JetStream.
 *
 * @example const bus = await connectBus({ url: 'nats://127.0.0.1:4222', name: 'router', onError: log })
 */
export const connectBus = async ({ url, name, onError }: BusOptions): Promise<Bus> => {
  const connection = await connect(connectionOptions(url, name))
  const instanceId = makeInstanceId(name)
  const transport = createTransport(connection, onError)
  let isClosing = false
  const calls = new Calls({ connection, transport, instanceId, onError })
  const streams = new Streams({ connection, transport, instanceId, onError })
  const usage = await createUsageStream({ connection, instanceId, isClosing: () => isClosing, onError })
  const listeners: Subscription[] = []
  watchConnection(connection, streams, onError)

  return {
    instanceId,
    usage,
    openClaims: (maxBytes) => openClaims(connection, maxBytes),
    isConnected: () => !connection.isClosed() && streams.isConnected,
    call: (subject, request, options) => calls.call(subject, request, options) as Promise<never>,
    serve: (subject, handler) => calls.serve(subject, handler as (request: unknown) => unknown),
    find: (subject, request, timeoutMs) => calls.find(subject, request, timeoutMs) as Promise<never>,
    serveFind: (subject, handler) => calls.serveFind(subject, handler as (request: unknown) => unknown),
    emit: (subject, message) =>
      transport.broadcast(subject.name, jsonPayload(z.encode(subject.message, message))),
    on: (subject, handler) => {
      listeners.push(
        transport.subscribe(subject.name, undefined, ({ data }) => {
          try {
            handler(z.decode(subject.message, readJson(data) as never) as never)
          } catch (error) {
            onError(error, subject.name)
          }
        }),
      )
    },
    openStream: (subject, head, body, sink, instanceId) =>
      streams.open(subject, head, body, sink, instanceId),
    serveStream: (subject, handler) =>
      streams.serve(subject, handler as Parameters<typeof streams.serve<StreamSubject>>[1]),
    flush: () => connection.flush(),
    close: async ({ cut = AbortSignal.timeout(10_000) } = {}) => {
      calls.stop()
      for (const listener of listeners) listener.unsubscribe()
      await streams.close(cut)
      isClosing = true
      await connection.drain()
    },
  }
}

const connectionOptions = (url: string, name: string): ConnectionOptions => {
  const servers = url
    .split(',')
    .map((server) => new URL(server.includes('://') ? server : `nats://${server}`))
  const [first] = servers
  return {
    name,
    servers: servers.map((server) => server.host),
    ...(first?.protocol === 'tls:' ? { tls: tlsOptions(first) } : {}),
    ...(first?.username && first.password === '' ? { token: decodeURIComponent(first.username) } : {}),
    ...(first?.password
      ? { user: decodeURIComponent(first.username), pass: decodeURIComponent(first.password) }
      : {}),
    inboxPrefix: replyPrefixOf(name),
    noEcho: true,
    // Otherwise each call creates an error with a stack trace in advance, which takes a tenth of an edge's time.
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 50,
    pingInterval: 5_000,
    maxPingOut: 2,
    waitOnFirstConnect: false,
  }
}

const tlsOptions = ({ searchParams }: URL): TlsOptions => {
  const caFile = searchParams.get('ca')
  return caFile === null ? {} : { caFile }
}

const watchConnection = (
  connection: NatsConnection,
  streams: Streams,
  onError: BusOptions['onError'],
): void => {
  const watch = async (): Promise<void> => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') streams.onDisconnect()
      else if (status.type === 'reconnect') streams.onReconnect()
      else if (status.type === 'error') onError(status.error, 'nats')
    }
  }
  watch().catch((error: unknown) => onError(error, 'nats status'))
}
