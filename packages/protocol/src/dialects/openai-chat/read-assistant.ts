import type { Signature } from '../../canonical/events.ts'
import type { Part, ToolCallPart } from '../../canonical/request.ts'
import { objectOf, optionalText, textOf, type JsonObject } from '../../json/object.ts'
import { AT_HEAD, inOrder, type PlacedThought } from '../placed-thoughts.ts'
import { positionIn } from './detail-ids.ts'
import { withAnnotations } from './message-annotations.ts'
import { readReasoningSignature } from './read-reasoning-signature.ts'
import { readGoogleSignatures } from './read-google-signatures.ts'
import { readContent } from './read-parts.ts'
import type { WireAssistant } from './wire.ts'

/**
 * Reads an assistant message of the history: reasoning first, then the text, then the calls, unless the reasoning has
 * its position among them.
 */
export const readAssistantParts = (message: WireAssistant, path: string): Part[] => {
  const calls = message.tool_calls ?? []
  const callIds = new Set(calls.map(({ id }) => id))
  const details = message.reasoning_details ?? message.provider_specific_fields?.reasoning_details ?? []
  const ofCalls = Map.groupBy(details, (detail) => {
    const id = optionalText(detail['id'])
    return id !== undefined && callIds.has(id) ? id : NO_CALL
  })
  const said: Part[] = [
    ...withAnnotations(readContent(message.content, `${path}.content`), message.annotations ?? []),
    ...(message.refusal ? [{ type: 'refusal' as const, text: message.refusal }] : []),
    ...(message.audio ? [audioReference(message.audio.id)] : []),
    ...readContent(message.images, `${path}.images`),
  ]
  const thoughts = readThinking(message, ofCalls.get(NO_CALL) ?? [])
  return inOrder(
    thoughts,
    said,
    calls.map((call) => readToolCall(call, ofCalls.get(call.id) ?? [])),
  )
}

/** The key of details without a call; an id is never empty. */
const NO_CALL = ''

const audioReference = (id: string): Part => ({
  type: 'audio',
  source: { type: 'file-id', dialect: 'openai-chat', id },
})

/** A call's signature is in Google's field of the call, or in an entry of OpenRouter's list with the call's id. */
const readToolCall = (
  call: NonNullable<WireAssistant['tool_calls']>[number],
  details: JsonObject[],
): Part => {
  const custom = objectOf(call['custom'])
  if (!call.function && typeof custom['name'] === 'string')
    return {
      type: 'tool-call',
      id: call.id,
      name: custom['name'],
      arguments: textOf(custom['input']),
      isCustom: true,
    }
  if (!call.function) return { type: 'opaque', dialect: 'openai-chat', value: call }
  const { name, arguments: json } = call.function
  const placed = readGoogleSignatures(call.extra_content)
  const signatures = placed.length > 0 ? placed : signaturesIn(details).map(withoutId)
  return {
    type: 'tool-call',
    id: call.id,
    name,
    arguments: json,
    ...(signatures.length > 0 ? { signatures } : {}),
  } satisfies ToolCallPart
}

/** The id only refers to the call. */
const withoutId = ({ id: _id, ...signature }: Signature): Signature => signature

const readThinking = (message: WireAssistant, details: JsonObject[]): PlacedThought[] => {
  const groups = Map.groupBy(details, (detail, place) => detail['index'] ?? `at ${place}`)
  const thoughts = [...groups.values()]
    .map(readThought)
    .filter(({ part }) => part.text !== '' || part.signatures.length > 0)
  return withPlainText(thoughts, message.reasoning_content ?? message.reasoning ?? '')
}

/** Some clients keep the text only in the plain field. */
const withPlainText = (thoughts: PlacedThought[], plain: string): PlacedThought[] => {
  const [only, ...others] = thoughts
  if (plain === '' || others.length > 0) return thoughts
  if (only === undefined)
    return [{ position: AT_HEAD, part: { type: 'thinking', text: plain, signatures: [] } }]
  const isRedacted = only.part.signatures.some(({ kind }) => kind === 'redacted')
  if (only.part.text !== '' || isRedacted) return thoughts
  return [{ ...only, part: { ...only.part, text: plain } }]
}

const readThought = (details: JsonObject[]): PlacedThought => ({
  position: details.map(({ id }) => positionIn(id)).find((position) => position !== undefined) ?? AT_HEAD,
  part: {
    type: 'thinking',
    text: wholeText(details) ?? details.map((detail) => textOf(detail['text'] ?? detail['summary'])).join(''),
    signatures: signaturesIn(details),
  },
})

/** Our streams repeat a signed text in their last entry. */
const wholeText = (details: JsonObject[]): string | undefined =>
  details.map((detail) => optionalText(detail['whole_text'])).find((text) => text !== undefined)

const signaturesIn = (details: JsonObject[]): Signature[] =>
  details.map(readReasoningSignature).filter((signature) => signature !== undefined)
