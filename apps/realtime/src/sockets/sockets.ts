import { PublicError, toPublicError } from '@gptget/errors'
import { edgeOf, fromBus, targetOf, refuseUpgrade } from '@gptget/http'
import { explainFailure } from '@gptget/postgres'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Context } from '../context.ts'
import { openSession } from '../sessions/open-session.ts'
import { admit } from '../handshake/admission.ts'
import { chooseProtocol, readOffer } from '../handshake/offer.ts'

const PATH = '/v1/realtime'
/** OpenAI accepts 15 MiB of audio in one event. */
const MAX_MESSAGE_BYTES = 22 * 1024 * 1024

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** `/v1/realtime` as a WebSocket. */
export const realtimeSockets = (context: Context): Upgrade => {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    clientTracking: false,
    perMessageDeflate: false,
    handleProtocols: chooseProtocol,
  })
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { path } = targetOf(request)
    if (path !== PATH) throw new PublicError('not_found', `There is no WebSocket at ${path}.`)
    if (context.shutdown.isStopping)
      throw new PublicError('service_unavailable', 'The service is restarting. Connect again.', {
        retryAfterMs: 1_000,
      })
    const offer = readOffer(request)
    const admission = await admit(context, offer)
    const place = context.live.takePlace(admission.key)
    const open = (): Promise<WebSocket> =>
      new Promise((resolve, reject) => {
        // `ws` refuses other requests by itself, without calling anyone.
        socket.once('close', () => reject(new Error('the client left during the handshake')))
        server.handleUpgrade(request, socket, head, resolve)
      })
    await openSession(context, {
      admission,
      isBeta: offer.isBeta,
      edgeId: edgeOf(request),
      open,
      givePlaceBack: place,
    })
  }
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    upgrade(request, socket, head).catch((thrown: unknown) => {
      const error = toPublicError(fromBus(explainFailure(thrown)))
      if (error.code === 'internal' && !socket.destroyed)
        context.logger.error({ err: thrown }, 'a session could not be opened')
      refuseUpgrade(socket, error)
    })
  }
}
