import type { PublicError } from '@gptget/errors'
import type { JsonObject, RealtimeEvent } from './event.ts'
import { ProtocolError } from './protocol-error.ts'

const codeOf = (error: PublicError): string => (error instanceof ProtocolError ? error.wireCode : error.code)

const typeOf = ({ status }: PublicError): string => (status >= 500 ? 'server_error' : 'invalid_request_error')

/** The `error` event of a session. `eventId`: the client's event that caused it. */
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

/** The same on a failed response. */
export const failedDetails = (error: PublicError): JsonObject => ({
  type: 'failed',
  error: { type: typeOf(error), code: codeOf(error), message: error.message },
})
