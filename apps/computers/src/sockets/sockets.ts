import { PublicError, toPublicError } from '@gptget/errors'
import { authenticate, edgeOf, forwardUpgradeTo, fromBus, refuseUpgrade, targetOf } from '@gptget/http'
import { explainFailure } from '@gptget/postgres'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Context } from '../context.ts'
import { hostOf, isFromHost } from '../hosts/ask-host.ts'
import { notRunning } from '../lifecycle/transitions.ts'
import { noComputer, requireComputer } from '../store/rows.ts'
import { readViewToken } from '../view/view-tokens.ts'
import { CLOSE_CODES, serveView } from '../view/serve-view.ts'
import { isTerminal, serveTerminal } from './terminal.ts'

const MAX_MESSAGE_BYTES = 1_200_000
const MAX_VIEWERS = 16
const MAX_TERMINALS = 16
const VIEW_PATH = /^\/i\/([0-9a-f]{8})\/socket$/
const TERMINAL_PATH = /^\/v1\/computers\/([^/]+)\/terminal$/
const VIEW_PROTOCOL = 'gptget-view.'
/** How browsers send a key, since they cannot set headers (as in OpenAI's realtime). */
const KEY_PROTOCOL = 'openai-insecure-api-key.'

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** WebSockets: live views and terminals. */
export const computerSockets = (context: Context): Upgrade => {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    clientTracking: false,
    perMessageDeflate: false,
    handleProtocols: (offered) => [...offered].find((name) => !name.includes('.')) ?? false,
  })
  const open = (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<WebSocket> =>
    new Promise((resolve) => server.handleUpgrade(request, socket, head, resolve))
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { path, query } = targetOf(request)
    const [, instanceId] = VIEW_PATH.exec(path) ?? []
    const [, computerId] = TERMINAL_PATH.exec(path) ?? []
    const other = await otherHostOf(context, request, { instanceId, computerId })
    if (other !== null) return forwardUpgradeTo(request, socket, { urls: [other], head })
    if (instanceId !== undefined)
      return openView(context, instanceId, await open(request, socket, head), request)
    if (computerId === undefined) throw new PublicError('not_found', `There is no WebSocket at ${path}.`)
    const live = await requireTerminal(context, request, computerId)
    serveTerminal(context, live, await open(request, socket, head), {
      query: new URLSearchParams(query),
      edgeId: edgeOf(request),
    })
  }
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head).catch((thrown: unknown) =>
      refuseUpgrade(socket, toPublicError(fromBus(explainFailure(thrown)))),
    )
  }
}

type Named = { instanceId: string | undefined; computerId: string | undefined }

/** The address of the host with the desktop; null if that is here, or nowhere. */
const otherHostOf = async (
  context: Context,
  request: IncomingMessage,
  { instanceId, computerId }: Named,
): Promise<string | null> => {
  if (isFromHost(request)) return null
  const host =
    instanceId === undefined
      ? await hostOf(context, { computerId: computerId ?? '' })
      : await hostOf(context, { instanceId })
  return host === null ? null : (context.directory.find(host)?.url ?? null)
}

const protocolsOf = (request: IncomingMessage): string[] =>
  String(request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())

/** The page can read a close code, but not a refused upgrade, so the token is checked afterwards. */
const openView = async (
  context: Context,
  instanceId: string,
  socket: WebSocket,
  request: IncomingMessage,
): Promise<void> => {
  const given = protocolsOf(request)
    .find((name) => name.startsWith(VIEW_PROTOCOL))
    ?.slice(VIEW_PROTOCOL.length)
  const row = await context.db
    .selectFrom('computers')
    .select(['computer_id', 'status', 'view_secret', 'revoked_views'])
    .where('instance_id', '=', instanceId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  const token = row === undefined ? null : readViewToken(row.view_secret, given ?? '', context.now())
  if (row === undefined || token?.instanceId !== instanceId || row.revoked_views.includes(token.id))
    return socket.close(CLOSE_CODES.revoked, 'This link is no longer valid.')
  const live = context.live.find(row.computer_id)
  if (live === undefined) return socket.close(CLOSE_CODES.stopped, `The computer is ${row.status}.`)
  if ([...live.viewers].filter((viewer) => !isTerminal(viewer)).length >= MAX_VIEWERS)
    return socket.close(CLOSE_CODES.protocol, 'It has too many viewers.')
  await serveView(context, live, socket, { token, edgeId: edgeOf(request) }).catch((error: unknown) => {
    context.logger.warn({ err: error, instanceId }, 'a view could not be opened')
    socket.close(CLOSE_CODES.stopped, 'The screen cannot be reached.')
  })
}

const requireTerminal = async (context: Context, request: IncomingMessage, computerId: string) => {
  const key = protocolsOf(request)
    .find((name) => name.startsWith(KEY_PROTOCOL))
    ?.slice(KEY_PROTOCOL.length)
  if (key !== undefined) request.headers.authorization ??= `Bearer ${key}`
  const { accountId } = await authenticate(request, context)
  const live = context.live.find(computerId)
  if (live === undefined || live.accountId !== accountId) {
    const row = await requireComputer(context.db, accountId, computerId)
    throw row.status === 'running' ? noComputer() : notRunning(row.status)
  }
  if ([...live.viewers].filter(isTerminal).length >= MAX_TERMINALS)
    throw new PublicError('rate_limit_exceeded', `A computer has ${MAX_TERMINALS} terminals at most.`, {
      retryAfterMs: 1_000,
    })
  return live
}
