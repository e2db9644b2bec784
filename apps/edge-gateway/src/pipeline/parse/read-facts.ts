import { parseJsonBody } from '@gptget/http/parse-json-body'
import type { Framing } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { CAPABILITIES, mayHoldCompaction } from '@gptget/protocol'
import type { InboundHead } from '../request/inbound-request.ts'
import { headerOf } from '../request/inbound-request.ts'
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

/** Everything that the edge must know of a body. */
export type BodyFacts = {
  fields: RequestFields
  /** How the frames of a stream are written: the body may ask for numbers. */
  framing: InboundHead['framing']
  requested: RequestedPreferences
  /** An unknown field whose name is similar to one of the dialect. */
  misspelt: readonly Misspelt[]
  /** null if the dialect has no state. */
  state: RequestedState | null
  /** null if using the same route again has no benefit. */
  conversationKey: string | null
  /** The fingerprint for an idempotency key, else null. */
  fingerprint: string | null
  /** Whether the input may contain a summary that only we can read. */
  mayHoldCompaction: boolean
}

/** Reads everything that the edge must know of a body. @throws PublicError 400 naming the field */
export const readFacts = (sent: Buffer, head: InboundHead): BodyFacts => {
  const body = parseJsonBody(sent) as Record<string, unknown>
  const misspelt = findMisspelt(head, body)
  if (headerOf(head, 'x-gptget-strict') === 'true') refuseMisspelt(misspelt)
  const { chat, ...fields } = withHint(misspelt, () => readFields(head, body))
  const framing = chooseEventIds(head, body)
  const isIdempotent = headerOf(head, 'idempotency-key') !== null
  const state = chat && readState(chat)
  const requested = readPreferences(body, headerOf(head, 'x-session-id'))
  if (requested.storesImages) requireImageUrls(head)
  return {
    fields,
    framing,
    misspelt,
    requested,
    state,
    conversationKey: conversationKeyOf(head.incoming, chat),
    fingerprint: isIdempotent ? fingerprintOf({ ...head, framing }, sent) : null,
    mayHoldCompaction: state !== null && mayHoldCompaction(sent),
  }
}

/** @throws PublicError 400 if answers of the dialect cannot contain the URL of an image */
const requireImageUrls = ({ operation, dialect }: InboundHead): void => {
  if (operation === 'chat' && CAPABILITIES[dialect].hasImageUrls === true) return
  throw new PublicError(
    'invalid_request',
    'image_response_format: only answers of Chat Completions and of Gemini can name an image by its URL.',
    { param: 'image_response_format' },
  )
}

/**
 * Numbers a stream's events if the caller asks for it: with the header `x-gptget-event-ids: true` or
 * `stream_options.include_event_ids`. Otherwise a chat's events are one line of data each.
 */
const chooseEventIds = (inbound: InboundHead, body: Record<string, unknown>): Framing => {
  const options = body['stream_options']
  const isOption =
    typeof options === 'object' &&
    options !== null &&
    'include_event_ids' in options &&
    options.include_event_ids === true
  const isAsked = isOption || headerOf(inbound, 'x-gptget-event-ids') === 'true'
  return isAsked && inbound.framing === 'sse' ? 'numbered-sse' : inbound.framing
}
