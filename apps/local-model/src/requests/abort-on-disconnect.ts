import type { ServerResponse } from 'node:http'
import { PublicError } from '@gptget/errors'

/** Aborts when the client goes away before it has the whole answer. */
export const abortOnDisconnect = (outgoing: ServerResponse): AbortSignal => {
  const controller = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) controller.abort(new ClientLeft())
  })
  return controller.signal
}

class ClientLeft extends PublicError {
  override name = 'ClientLeft'

  constructor() {
    super('invalid_request', 'The client disconnected before the answer was complete.')
  }
}
