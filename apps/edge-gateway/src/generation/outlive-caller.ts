import { PublicError } from '@gptget/protocol'
import type { Arrival } from './arrival.ts'
import { headerOf } from './generation-head.ts'

const HEADER = 'x-gptget-on-disconnect'
const CHOICES = ['cancel', 'continue']

/** @throws PublicError 400 where the caller asks for what there is not. */
export const requireDisconnectChoice = (arrival: Arrival): void => {
  const choice = headerOf(arrival, HEADER)
  if (choice === null || CHOICES.includes(choice)) return
  throw new PublicError('invalid_request', `${HEADER}: must be one of ${CHOICES.join(', ')}.`, {
    param: HEADER,
  })
}

/** Whether the answer is made to its end although its caller has left: where it can be come back for, and is asked to be. */
export const doesOutliveCaller = (arrival: Arrival, { isStream }: { isStream: boolean }): boolean =>
  headerOf(arrival, 'idempotency-key') !== null || (isStream && headerOf(arrival, HEADER) === 'continue')
