import type { PublicError } from '@gptget/errors'
import { failedDetails } from '../events/error-event.ts'
import type { JsonObject } from '../events/event.ts'

export type CancelReason = 'turn_detected' | 'client_cancelled'

/** How an answer ended. */
export type Ending =
  | { status: 'completed' }
  | { status: 'incomplete'; reason: string }
  | { status: 'cancelled'; reason: CancelReason }
  | { status: 'failed'; error: PublicError }

/** The `status_details` of a response. */
export const detailsOf = (ending: Ending): JsonObject => {
  switch (ending.status) {
    case 'completed':
      return { type: 'completed' }
    case 'incomplete':
    case 'cancelled':
      return { type: ending.status, reason: ending.reason }
    case 'failed':
      return failedDetails(ending.error)
  }
}
