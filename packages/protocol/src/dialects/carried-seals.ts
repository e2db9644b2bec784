import type { Seal } from '../canonical/events.ts'
import type { Dialect } from '../dialect.ts'
import { isObject, objectOf, optionalText, parseJson } from './json.ts'

/**
 * Seals of one dialect inside another's signature field. Clients replay such a field untouched, so reasoning of, say, a
 * Gemini model survives a conversation held in Anthropic's dialect. `callId` names the tool call they belong to, where
 * the carrying dialect has no place on the call itself. Base64, because Gemini's clients decode the field as bytes.
 */
export type CarriedSeals = { seals: Seal[]; callId?: string }

/** A JSON object whose first key is `gptget`, in base64: no signature of a provider begins so. */
const PREFIX = 'eyJncHRnZXQiO'

/**
 * The text for a signature field of `dialect`: its own seal as it is, others wrapped; empty without any. Without a
 * dialect, its own are wrapped too.
 */
export const writeSeals = (dialect: Dialect | undefined, seals: readonly Seal[], callId?: string): string => {
  const own = seals.find((seal) => seal.dialect === dialect)
  if (own !== undefined && callId === undefined) return own.value
  if (seals.length === 0) return ''
  const carried = { gptget: seals, ...(callId === undefined ? {} : { callId }) }
  return Buffer.from(JSON.stringify(carried)).toString('base64')
}

/** Reads what `writeSeals` wrote; undefined for a provider's own signature. */
export const readCarriedSeals = (text: string): CarriedSeals | undefined => {
  if (!text.startsWith(PREFIX)) return undefined
  const carried = objectOf(parseJson(Buffer.from(text, 'base64').toString()))
  const seals = carried['gptget']
  if (!Array.isArray(seals) || !seals.every(isSeal)) return undefined
  const callId = optionalText(carried['callId'])
  return { seals, ...(callId === undefined ? {} : { callId }) }
}

const isSeal = (value: unknown): value is Seal =>
  isObject(value) && typeof value['dialect'] === 'string' && typeof value['value'] === 'string'

/** Reads a signature field: a dialect's own seal or the ones it carries. */
export const readSeals = (dialect: Dialect, kind: Seal['kind'], text: string): Seal[] => {
  if (text === '') return []
  return readCarriedSeals(text)?.seals ?? [{ dialect, kind, value: text }]
}

/** How a body of each dialect shows that it replays reasoning at all. */
const REPLAY_MARKS = [PREFIX, '"reasoning_details"', '"extra_content"']

/** What the dialects call their own seals. */
const SEAL_FIELDS = [
  '"signature"',
  '"redacted_thinking"',
  '"thoughtSignature"',
  '"thought_signature"',
  '"encrypted_content"',
]

/** Whether a request body may hold seals of anybody. A cheap look, before the body is read to tell whose. */
export const mayReplayReasoning = (body: Buffer): boolean =>
  mayCarryForeignSeals(body) || SEAL_FIELDS.some((field) => body.includes(field))

/**
 * Whether a request body may hold seals that its own dialect's provider did not make. A cheap look before bytes are
 * passed on as they are: when it says yes, read the body and `adapt` it.
 */
export const mayCarryForeignSeals = (body: Buffer): boolean =>
  REPLAY_MARKS.some((mark) => body.includes(mark))
