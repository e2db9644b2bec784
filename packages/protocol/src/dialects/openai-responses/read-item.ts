import type { BlockDelta, BlockStart, ChatEvent, Signature } from '../../canonical/events.ts'
import {
  addWholeBlock,
  findLane,
  finishLane,
  openLane,
  signLane,
  writeDelta,
  type Lane,
} from '../../canonical/lanes.ts'
import { readCarriedSignatures } from '../carried-signatures.ts'
import { arrayOf, placeOf, objectOf, optionalText, textOf, type JsonObject } from '../../json/object.ts'
import { readOpenAiLogprobs } from '../logprobs.ts'
import type { ReadState } from './read-state.ts'

const keyOf = (index: unknown): string => `item ${placeOf(index)}`

/** An item began. Items that we do not model are read when they end. */
export const openItem = (state: ReadState, index: unknown, item: JsonObject, out: ChatEvent[]): void => {
  const block = blockOf(item)
  if (block === undefined || findLane(state.lanes, keyOf(index)) !== undefined) return
  state.summaryIndex = 0
  if (block.kind === 'tool-call') state.hasToolCalls = true
  openLane(state.lanes, keyOf(index), block, out, 'finishLane')
}

const blockOf = (item: JsonObject): BlockStart | undefined => {
  switch (item['type']) {
    case 'message':
      return { kind: 'text' }
    case 'reasoning':
      return { kind: 'thinking' }
    case 'function_call':
      return { kind: 'tool-call', id: textOf(item['call_id'] ?? item['id']), name: textOf(item['name']) }
    default:
      return undefined
  }
}

/** An item ended. `item` repeats all of it, or has it for the first time. */
export const finishItem = (state: ReadState, index: unknown, item: JsonObject, out: ChatEvent[]): void => {
  const place = placeOf(index)
  if (state.finished.has(place)) return
  state.finished.add(place)
  openItem(state, index, item, out)
  const lane = findLane(state.lanes, keyOf(index))
  if (lane === undefined) return addWholeBlock(state.lanes, opaque(item), [], [], out)
  nameCall(lane, item)
  if (!state.filled.has(place)) for (const delta of contentOf(item)) writeDelta(state.lanes, lane, delta, out)
  for (const signature of signaturesOf(item)) signLane(state.lanes, lane, signature, out)
  finishLane(state.lanes, lane, out)
}

/** A call without a start event gets its name and id from its end. */
const nameCall = ({ block }: Lane, item: JsonObject): void => {
  if (block.kind !== 'tool-call' || block.name !== '') return
  block.name = textOf(item['name'])
  block.id = textOf(item['call_id'] ?? item['id'])
}

const opaque = (value: JsonObject): BlockStart => ({ kind: 'opaque', dialect: 'openai-responses', value })

const contentOf = (item: JsonObject): BlockDelta[] => {
  switch (item['type']) {
    case 'message':
      return arrayOf(item['content']).map(objectOf).flatMap(messageContent)
    case 'reasoning': {
      const text = reasoningText(item)
      return text === '' ? [] : [{ kind: 'thinking', text }]
    }
    case 'function_call':
      return textOf(item['arguments']) === '' ? [] : [{ kind: 'arguments', json: textOf(item['arguments']) }]
    default:
      return []
  }
}

const messageContent = (part: JsonObject): BlockDelta[] => {
  if (part['type'] === 'refusal') return [{ kind: 'refusal', text: textOf(part['refusal']) }]
  const text = optionalText(part['text'])
  return [
    ...logprobsOf(part),
    ...(text === undefined ? [] : [{ kind: 'text' as const, text }]),
    ...arrayOf(part['annotations']).map(citation),
  ]
}

/** The log probabilities of a text. */
const logprobsOf = ({ logprobs }: JsonObject): BlockDelta[] => {
  const tokens = readOpenAiLogprobs(logprobs)
  return tokens.length === 0 ? [] : [{ kind: 'logprobs', tokens }]
}

/** The parts of a summary, or the raw reasoning if the model shows it, as paragraphs. */
const reasoningText = (item: JsonObject): string => {
  const parts = [...arrayOf(item['summary']), ...arrayOf(item['content'])]
  return parts.map((part) => textOf(objectOf(part)['text'])).join('\n\n')
}

const signaturesOf = (item: JsonObject): Signature[] => {
  const value = item['type'] === 'reasoning' ? optionalText(item['encrypted_content']) : undefined
  const id = optionalText(item['id'])
  if (value === undefined) return []
  const carried = readCarriedSignatures(value)
  if (carried !== undefined) return carried.signatures
  return [{ dialect: 'openai-responses', kind: 'encrypted', value, ...(id === undefined ? {} : { id }) }]
}

const citation = (value: unknown): BlockDelta => ({ kind: 'citation', dialect: 'openai-responses', value })

/** The lane of a delta's item, which is opened here if a server omits the item's start. */
const laneOf = (state: ReadState, event: JsonObject, block: BlockStart, out: ChatEvent[]): Lane => {
  state.filled.add(placeOf(event['output_index']))
  const key = keyOf(event['output_index'])
  return findLane(state.lanes, key) ?? openLane(state.lanes, key, block, out, 'finishLane')
}

const addTo = (
  state: ReadState,
  event: JsonObject,
  block: BlockStart,
  delta: BlockDelta,
  out: ChatEvent[],
): void => {
  // Nothing may follow an item's end, which is complete.
  if (state.finished.has(placeOf(event['output_index']))) return
  writeDelta(state.lanes, laneOf(state, event, block, out), delta, out)
}

export const addText = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  const text = optionalText(event['delta'])
  for (const delta of logprobsOf(event)) addTo(state, event, { kind: 'text' }, delta, out)
  if (text !== undefined) addTo(state, event, { kind: 'text' }, { kind: 'text', text }, out)
}

export const addRefusal = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  const text = optionalText(event['delta'])
  if (text !== undefined) addTo(state, event, { kind: 'text' }, { kind: 'refusal', text }, out)
}

export const addAnnotation = (state: ReadState, event: JsonObject, out: ChatEvent[]): void =>
  addTo(state, event, { kind: 'text' }, citation(event['annotation']), out)

export const addThinking = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  const part = placeOf(event['summary_index'] ?? event['content_index'])
  const text = textOf(event['delta'])
  const isNextPart = part !== state.summaryIndex
  state.summaryIndex = part
  const delta = { kind: 'thinking', text: isNextPart ? `\n\n${text}` : text } as const
  if (delta.text !== '') addTo(state, event, { kind: 'thinking' }, delta, out)
}

export const addArguments = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  const json = optionalText(event['delta'])
  const block: BlockStart = { kind: 'tool-call', id: textOf(event['item_id']), name: '' }
  if (json !== undefined) addTo(state, event, block, { kind: 'arguments', json }, out)
}
