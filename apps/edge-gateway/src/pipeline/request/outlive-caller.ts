import { PublicError } from '@gptget/errors'
import { headerOf } from './inbound-request.ts'
import type { InboundRequest } from './inbound-request.ts'

const HEADER = 'x-gptget-on-disconnect'
const CHOICES = ['cancel', 'continue']

/** @throws PublicError 400 where the caller asks for what there is not. */
export const requireDisconnectChoice = (inbound: InboundRequest): void => {
  const choice = headerOf(inbound, HEADER)
  if (choice === null || CHOICES.includes(choice)) return
  throw new PublicError('invalid_request', `${HEADER}: must be one of ${CHOICES.join(', ')}.`, {
    param: HEADER,
  })
}

/**
 * Whether the answer is made to its end although its caller has left: where it can be come back for, and is asked to
 * be.
 */
export const doesOutliveCaller = (inbound: InboundRequest, { isStream }: { isStream: boolean }): boolean =>
  headerOf(inbound, 'idempotency-key') !== null || (isStream && headerOf(inbound, HEADER) === 'continue')
