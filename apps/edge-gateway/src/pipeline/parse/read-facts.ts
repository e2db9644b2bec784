import { parseJsonBody } from '@gptget/http/parse-json-body'
import { mayHoldCompaction } from '@gptget/protocol'
import type { InboundHead } from '../request/inbound-request.ts'
import { headerOf } from '../request/inbound-request.ts'
import { chooseEventIds } from './choose-event-ids.ts'
import { conversationKeyOf } from './conversation-key.ts'
import { findMisspelt, refuseMisspelt, withHint } from './find-misspelt.ts'
import type { Misspelt } from './find-misspelt.ts'
import { fingerprintOf } from './fingerprint.ts'
import { readFields } from './read-fields.ts'
import type { RequestFields } from './read-fields.ts'
import { readPreferences } from './read-preferences.ts'
import type { RequestedPreferences } from './read-preferences.ts'
import { readState } from './read-state.ts'
import type { RequestedState } from './read-state.ts'

/** All that the edge must know of a body. */
export type BodyFacts = {
  fields: RequestFields
  /** How a stream's frames are to be set down: the body may ask for numbers. */
  framing: InboundHead['framing']
  requested: RequestedPreferences
  /** An unknown field whose name is close to one of the dialect. */
  misspelt: readonly Misspelt[]
  /** null where the dialect knows no state. */
  state: RequestedState | null
  /** null where nothing is gained by going the same way again. */
  conversationKey: string | null
  /** Of what was asked under an idempotency key; null where there is none. */
  fingerprint: string | null
  /** Whether the input may hold a summary that only we can read. */
  mayHoldCompaction: boolean
}

/** Reads all that the edge must know of a body. @throws PublicError 400 naming the field */
export const readFacts = (sent: Buffer, head: InboundHead): BodyFacts => {
  const body = parseJsonBody(sent) as Record<string, unknown>
  const misspelt = findMisspelt(head, body)
  if (headerOf(head, 'x-gptget-strict') === 'true') refuseMisspelt(misspelt)
  const { chat, ...fields } = withHint(misspelt, () => readFields(head, body))
  const framing = chooseEventIds(head, body)
  const isIdempotent = headerOf(head, 'idempotency-key') !== null
  const state = chat && readState(chat)
  return {
    fields,
    framing,
    misspelt,
    requested: readPreferences(body, headerOf(head, 'x-session-id')),
    state,
    conversationKey: conversationKeyOf(head.incoming, chat),
    fingerprint: isIdempotent ? fingerprintOf({ ...head, framing }, sent) : null,
    mayHoldCompaction: state !== null && mayHoldCompaction(sent),
  }
}
