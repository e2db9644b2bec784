import { PublicError, toPublicError } from '@gptget/errors'
import { authenticate, fromBus, meantPath, refuseUpgrade } from '@gptget/http'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { dialectOfPath } from '../answers/describe-error.ts'
import type { EdgeContext } from '../context.ts'
import { ResponseSession } from './response-session.ts'

const PATH = '/v1/responses'
const MAX_SOCKETS = 2_000
const MAX_SOCKETS_OF_ACCOUNT = 256
/** A message is in memory before it can be checked, so larger requests must use HTTP. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
/** OpenAI's own limit. */
const LIFETIME_MS = 60 * 60 * 1_000
const GOING_AWAY = 1001

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/**
 * `/v1/responses` as a WebSocket: a connection that requests one response after another. Other paths are served by
 * `elsewhere`.
 */
export const responseSockets = (context: EdgeContext, elsewhere: Upgrade): Upgrade => {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, clientTracking: false })
  const sessions = new Set<ResponseSession>()
  const serve = (socket: WebSocket, request: IncomingMessage, accountId: string): void => {
    const session = new ResponseSession(context, { socket, headers: request.headers, accountId })
    const lifetime = setTimeout(() => session.leave(), LIFETIME_MS).unref()
    sessions.add(session)
    socket.once('close', () => {
      clearTimeout(lifetime)
      sessions.delete(session)
      session.end()
    })
  }
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { accountId } = await authenticate(request, context)
    if ([...sessions].filter((session) => session.accountId === accountId).length >= MAX_SOCKETS_OF_ACCOUNT)
      throw new PublicError(
        'rate_limit_exceeded',
        `This account has ${MAX_SOCKETS_OF_ACCOUNT} connections open. Close one.`,
        {
          retryAfterMs: 1_000,
          metadata: { limit_source: 'account_connections' },
        },
      )
    if (sessions.size >= MAX_SOCKETS)
      throw new PublicError('service_unavailable', 'There are too many connections. Try again.', {
        retryAfterMs: 1_000,
      })
    server.handleUpgrade(request, socket, head, (opened) => serve(opened, request, accountId))
  }
  // Idle connections are closed when the edge stops, the others after their answer.
  const leaveAll = async (): Promise<void> => {
    await context.shutdown.graceOver
    for (const session of sessions) session.leave(GOING_AWAY)
  }
  void leaveAll()
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (meantPath(request.url?.split('?')[0] ?? '/') !== PATH) return elsewhere(request, socket, head)
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head).catch((thrown: unknown) =>
      refuseUpgrade(socket, toPublicError(fromBus(thrown)), dialectOfPath(PATH)),
    )
  }
}
