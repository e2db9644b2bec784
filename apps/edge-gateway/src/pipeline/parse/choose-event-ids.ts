import type { Framing } from '@gptget/contracts'
import { headerOf } from '../request/inbound-request.ts'
import type { InboundHead } from '../request/inbound-request.ts'

/**
 * Numbers a stream's events if the caller asks for it: with the header `x-gptget-event-ids: true` or
 * `stream_options.include_event_ids`. Otherwise a chat's events are one line of data each.
 */
export const chooseEventIds = (inbound: InboundHead, body: Record<string, unknown>): Framing => {
  const options = body['stream_options']
  const isOption =
    typeof options === 'object' &&
    options !== null &&
    'include_event_ids' in options &&
    options.include_event_ids === true
  const isAsked = isOption || headerOf(inbound, 'x-gptget-event-ids') === 'true'
  return isAsked && inbound.framing === 'sse' ? 'numbered-sse' : inbound.framing
}
