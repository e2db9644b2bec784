import { PublicError } from '@gptget/errors'
import { SLOW_BODY, slowBodyMessage } from '@gptget/runtime'
import type { EventEmitter } from 'node:events'

/** Rejects if too little of a request's body arrives (`requirePace`); pending otherwise. */
export const slowBody = (request: EventEmitter): Promise<never> =>
  new Promise((_, reject) => {
    request.once(SLOW_BODY, () => reject(new PublicError('invalid_request', slowBodyMessage())))
  })
