import { z } from 'zod'
import { BusError } from './bus.ts'

/** How a failure is sent: the code, message and details of an error made for the caller; anything else is masked. */
export const failureSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
})
export type Failure = z.output<typeof failureSchema>

/** Errors made for the other side have a `code` and `details` (`PublicError`, `BusError`); all others are internal. */
export const describeFailure = (error: unknown): Failure => {
  if (error instanceof Error && 'code' in error && 'details' in error && typeof error.code === 'string') {
    return { code: error.code, message: error.message, details: error.details as Record<string, unknown> }
  }
  return { code: 'internal', message: 'internal error', details: {} }
}

/** For what is sent whole. Bodies and answers of any size are sent in frames. */
export const messageTooLarge = (): BusError =>
  new BusError('request_too_large', 'A field of the request is too large to be passed on.')
