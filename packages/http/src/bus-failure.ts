import { BusError } from '@gptget/bus'
import { isErrorCode, PublicError } from '@gptget/errors'

/** A failure of the bus as the caller may see it. */
export const fromBus = (error: unknown): unknown => {
  if (!(error instanceof BusError)) return error
  if (isErrorCode(error.code) && error.code !== 'internal' && error.code !== 'timeout') {
    return new PublicError(error.code, error.message, error.details, error)
  }
  switch (error.code) {
    case 'unavailable':
      return new PublicError(
        'service_unavailable',
        'The gateway is starting, or one of its services is down. Try again.',
        { retryAfterMs: 1_000 },
        error,
      )
    case 'timeout':
      return new PublicError(
        'service_unavailable',
        'An internal service timed out. Try again.',
        { retryAfterMs: 1_000 },
        error,
      )
    case 'lost':
      // The model may have answered, which is charged: unlike a 503, this does not say that nothing was done.
      return new PublicError(
        'internal',
        'The connection to the model was lost inside the gateway.',
        { retryAfterMs: 1_000 },
        error,
      )
    default:
      return error
  }
}
