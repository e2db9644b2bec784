import { PublicError } from '@gptget/errors'
import type { Fault } from './events.ts'

/** A fault where no event stream can carry it: a plain answer that turned out to be a failure. */
export class FaultError extends Error {
  override name = 'FaultError'
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

/** The fault of an answer that ended without a reason. */
export const cutFault = (): Fault => ({
  code: 'provider_unavailable',
  message: 'The provider ended the answer before it was finished.',
})

/** A fault as the caller sees it; the provider's own text stays in `cause`. */
export const publicErrorOf = ({ code, message, param, retryAfterMs, raw }: Fault): PublicError =>
  new PublicError(
    code,
    message,
    {
      ...(param === undefined ? {} : { param }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
    raw,
  )
