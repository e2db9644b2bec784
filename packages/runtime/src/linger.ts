import type { Server } from 'node:http'
import { discardRest } from './discard-rest.ts'

/**
 * Lets clients read an answer that came before their whole body: the rest is read and discarded, within bounds. A
 * connection with unread bytes that is closed is reset, and the answer is lost with it. nginx calls this a lingering
 * close.
 */
export const lingerAfterAnswers = (server: Server): void =>
  void server.prependListener('request', (request, response) => {
    response.once('prefinish', () => {
      if (request.complete || request.destroyed) return
      const { socket } = request
      // How Node closes the connection of an answer that is its last.
      socket.destroySoon = () => {
        socket.end()
        if (request.complete || request.destroyed) socket.destroy()
        else for (const over of ['end', 'close']) request.once(over, () => socket.destroy())
      }
      request.once('end', () => Reflect.deleteProperty(socket, 'destroySoon'))
      discardRest(request)
    })
  })
