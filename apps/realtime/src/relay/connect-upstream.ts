import type { RealtimeRoute } from '@gptget/contracts'
import { REALTIME_TRANSPORT_CONTEXT, refusedKeyText } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { openFromTransport } from '@gptget/keys'
import { WebSocket } from 'ws'
import type { Context } from '../context.ts'

/** A provider's side of a session. Its messages wait in the socket until they are read. */
export type Upstream = { route: RealtimeRoute; socket: WebSocket }

/** OpenAI accepts 15 MiB of audio in one event, and answers with smaller ones. */
const MAX_MESSAGE_BYTES = 22 * 1024 * 1024

/** Opens a session at the first provider that accepts it. @throws PublicError 502, 503 or 429 if none does */
export const connectUpstream = async (
  context: Context,
  routes: readonly RealtimeRoute[],
): Promise<Upstream> => {
  const failures: PublicError[] = []
  for (const route of routes) {
    try {
      return { route, socket: await open(context, route) }
    } catch (error) {
      context.logger.warn({ err: error, provider: route.provider }, 'a provider did not take a session')
      failures.push(asRefusal(error, route))
    }
  }
  throw (
    failures.find(({ code }) => code === 'provider_key_refused') ??
    failures.find(({ code }) => code !== 'provider_rate_limited') ??
    failures[0]!
  )
}

const open = async ({ keyRing }: Context, route: RealtimeRoute): Promise<WebSocket> => {
  const headers = JSON.parse(
    await openFromTransport(keyRing, route.sealedHeaders, REALTIME_TRANSPORT_CONTEXT),
  ) as Record<string, string>
  const socket = new WebSocket(route.url, {
    headers,
    handshakeTimeout: route.connectTimeoutMs,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => {
      socket.pause()
      resolve()
    })
    socket.once('unexpected-response', (request, response) => {
      request.destroy()
      reject(new UpstreamRefusal(response.statusCode ?? 0))
    })
    socket.once('error', reject)
  })
  return socket
}

const FULL_BYTES = 1024 * 1024
const POLL_MS = 20

/** Resolves when a provider has received most of what it was sent: a slow provider slows its client down. */
export const writable = async (socket: WebSocket): Promise<void> => {
  while (socket.bufferedAmount > FULL_BYTES && socket.readyState === socket.OPEN)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
}

class UpstreamRefusal extends Error {
  override name = 'UpstreamRefusal'
  readonly status: number

  constructor(status: number) {
    super(`the provider refused the session with status ${status}`)
    this.status = status
  }
}

const asRefusal = (error: unknown, { provider, byok }: RealtimeRoute): PublicError => {
  const status = error instanceof UpstreamRefusal ? error.status : null
  if (byok !== undefined && (status === 401 || status === 403))
    return new PublicError(
      'provider_key_refused',
      refusedKeyText(provider, byok.byokKeyId, status),
      {},
      error,
    )
  if (status === 429)
    return new PublicError(
      'provider_rate_limited',
      'The provider cannot accept another session right now. Try again.',
      {},
      error,
    )
  const text = 'No provider of the model accepts a session right now. Try again.'
  return new PublicError('provider_unavailable', text, {}, error)
}
