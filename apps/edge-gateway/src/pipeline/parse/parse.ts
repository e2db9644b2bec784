import { parseJsonBody } from '@gptget/http'
import type { Received } from '../receive-body/receive-body.ts'
import { headerOf } from '../request/inbound-request.ts'
import { chooseEventIds } from './choose-event-ids.ts'
import { conversationKeyOf } from './conversation-key.ts'
import { readFields } from './read-fields.ts'
import type { RequestFields } from './read-fields.ts'
import { readPreferences } from './read-preferences.ts'
import type { RequestedPreferences } from './read-preferences.ts'
import { readState } from './read-state.ts'
import type { RequestedState } from './read-state.ts'

/** A request whose body is understood. */
export type Parsed = Received & {
  fields: RequestFields
  requested: RequestedPreferences
  /** null where the dialect knows no state. */
  state: RequestedState | null
  /** null where nothing is gained by going the same way again. */
  conversationKey: string | null
}

/** Reads everything the edge must know of a request. @throws PublicError 400 naming the field. */
export const parse = (received: Received): Parsed => {
  const { inbound, sent } = received
  const body = parseJsonBody(sent)
  const fields = readFields(inbound, body)
  inbound.framing = chooseEventIds(inbound, body as Record<string, unknown>)
  const requested = readPreferences(body as Record<string, unknown>, headerOf(inbound, 'x-session-id'))
  return {
    ...received,
    fields,
    requested,
    state: fields.chat && readState(fields.chat),
    conversationKey: conversationKeyOf(inbound.incoming, fields.chat),
  }
}
