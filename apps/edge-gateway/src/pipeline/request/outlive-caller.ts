import { PublicError } from '@gptget/errors'
import { headerOf } from './inbound-request.ts'
import type { InboundRequest } from './inbound-request.ts'

const HEADER = 'x-gptget-on-disconnect'
const CHOICES = ['cancel', 'continue']

/** @throws PublicError 400 for an unknown value. */
export const requireDisconnectChoice = (inbound: InboundRequest): void => {
  const choice = headerOf(inbound, HEADER)
  if (choice === null || CHOICES.includes(choice)) return
  throw new PublicError('invalid_request', `${HEADER}: must be one of ${CHOICES.join(', ')}.`, {
    param: HEADER,
  })
}

/**
 * Whether the answer continues although its caller disconnected: it must be resumable, and the caller must ask for it.
 */
export const doesOutliveCaller = (inbound: InboundRequest, { isStream }: { isStream: boolean }): boolean =>
  headerOf(inbound, 'idempotency-key') !== null || (isStream && headerOf(inbound, HEADER) === 'continue')
