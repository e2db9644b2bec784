import type { Signature } from '../canonical/events.ts'
import type { Quirks } from '../dialect.ts'
import type { Dialect } from '@gptget/contracts'
import { arrayOf, isObject, objectOf, optionalText, parseJson } from '../json/object.ts'

/**
 * Signatures of one dialect inside another's signature field. Clients replay such a field unchanged, so reasoning of a
 * Gemini model, for example, survives in a conversation in Anthropic's dialect. `callId` names the tool call, if the
 * carrying dialect has no field on the call itself. Base64, because Gemini's clients decode the field as bytes.
 */
export type CarriedSignatures = { signatures: Signature[]; callId?: string; thoughts?: CarriedThought[] }

/**
 * Reasoning on the call after it, for clients that replay calls without thoughts (Gemini CLI 0.61). `textLength`: the
 * text between the previous call and the thought, in UTF-16 code units.
 */
export type CarriedThought = { text: string; signatures: Signature[]; textLength?: number }

/** A JSON object whose first key is `gptget`, in base64. No provider's signature begins like this. */
const PREFIX = 'eyJncHRnZXQiO'

/**
 * The text for a signature field of `dialect`: its own signature unchanged, others wrapped; empty without any. Without
 * a dialect, all are wrapped.
 */
export const writeSignatures = (
  dialect: Dialect | undefined,
  signatures: readonly Signature[],
  callId?: string,
): string => {
  const own = signatures.find((signature) => signature.dialect === dialect)
  if (own !== undefined && callId === undefined) return own.value
  if (signatures.length === 0) return ''
  const carried = { gptget: signatures, ...(callId === undefined ? {} : { callId }) }
  return Buffer.from(JSON.stringify(carried)).toString('base64')
}

/**
 * The text for a signature field of a call: its own signatures, and the thoughts before it. Empty without both.
 */
export const writeCallSignatures = (
  dialect: Dialect,
  signatures: readonly Signature[],
  thoughts: readonly CarriedThought[],
): string => {
  if (thoughts.length === 0) return writeSignatures(dialect, signatures)
  return Buffer.from(JSON.stringify({ gptget: signatures, thoughts })).toString('base64')
}

/** Reads what `writeSignatures` wrote; undefined for a provider's own signature. */
export const readCarriedSignatures = (text: string): CarriedSignatures | undefined => {
  if (!text.startsWith(PREFIX)) return undefined
  const carried = objectOf(parseJson(Buffer.from(text, 'base64').toString()))
  const signatures = carried['gptget']
  if (!Array.isArray(signatures) || !signatures.every(isSignature)) return undefined
  const callId = optionalText(carried['callId'])
  const thoughts = arrayOf(carried['thoughts']).filter(isThought)
  return {
    signatures,
    ...(callId === undefined ? {} : { callId }),
    ...(thoughts.length === 0 ? {} : { thoughts }),
  }
}

const isThought = (value: unknown): value is CarriedThought =>
  isObject(value) &&
  typeof value['text'] === 'string' &&
  Array.isArray(value['signatures']) &&
  value['signatures'].every(isSignature)

const isSignature = (value: unknown): value is Signature =>
  isObject(value) && typeof value['dialect'] === 'string' && typeof value['value'] === 'string'

/** Reads a signature field: a dialect's own signature or the ones it carries. */
export const readSignatures = (dialect: Dialect, kind: Signature['kind'], text: string): Signature[] => {
  if (text === '') return []
  return readCarriedSignatures(text)?.signatures ?? [{ dialect, kind, value: text }]
}

/** Whether a body contains carried signatures, which only we can read and no provider accepts. */
export const holdsCarriedSignatures = (body: Buffer): boolean =>
  body.includes(PREFIX) || body.includes(OUR_CITATION)

/** A citation that we wrote in Anthropic's format, see `citationsFor`. */
const OUR_CITATION = '"encrypted_index":""'

/** The marks of replayed reasoning in a body of each dialect. */
const REPLAY_MARKS = [PREFIX, OUR_CITATION, '"reasoning_details"', '"extra_content"']

/** The names of the dialects' signature fields. */
const SIGNATURE_FIELDS = [
  '"signature"',
  '"redacted_thinking"',
  '"thoughtSignature"',
  '"thought_signature"',
  '"encrypted_content"',
]

/** Whether a request body may contain signatures that the provider of its dialect did not create. */
const mayCarryForeignSignatures = (body: Buffer): boolean => REPLAY_MARKS.some((mark) => body.includes(mark))

/** Whether a request body may contain any signatures. A cheap check before the body is parsed. */
export const mayReplayReasoning = (body: Buffer): boolean =>
  mayCarryForeignSignatures(body) || SIGNATURE_FIELDS.some((field) => body.includes(field))

/**
 * Whether a body must be parsed and adapted although caller and provider have the same dialect, because it may contain
 * something that this server refuses. A cheap check before bytes are passed on unchanged.
 */
export const mayNeedAdapting = (body: Buffer, { callIdLength, mustReplayThinking }: Quirks): boolean =>
  mayCarryForeignSignatures(body) ||
  body.includes('"functions":') ||
  body.includes('"function_call":') ||
  (callIdLength !== undefined && body.includes('"tool_call_id"')) ||
  (mustReplayThinking === true && body.includes('"tool_calls"'))
