import type { PublicError } from '@gptget/errors'
import type { JsonObject, RealtimeEvent } from './event.ts'
import { ProtocolError } from './protocol-error.ts'

const codeOf = (error: PublicError): string => (error instanceof ProtocolError ? error.wireCode : error.code)

const typeOf = ({ status }: PublicError): string => (status >= 500 ? 'server_error' : 'invalid_request_error')

/** What a session says of a failure. `eventId`: the client's event that it is about. */
export const errorEvent = (error: PublicError, eventId: string | null = null): RealtimeEvent => ({
  type: 'error',
  error: {
    type: typeOf(error),
    code: codeOf(error),
    message: error.message,
    param: error.details.param ?? null,
    event_id: eventId,
  },
})

/** The same on a response that failed. */
export const failedDetails = (error: PublicError): JsonObject => ({
  type: 'failed',
  error: { type: typeOf(error), code: codeOf(error), message: error.message },
})
