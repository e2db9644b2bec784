import type { ServerResponse } from 'node:http'
import { PublicError } from '@gptget/errors'

/** Returns a signal that aborts if the client disconnects before the answer is complete. */
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
