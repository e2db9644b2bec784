import type { ChatEvent } from '../../canonical/events.ts'
import { openLane, signLane, writeDelta, type Lane } from '../../canonical/lanes.ts'
import { objectOf, optionalText, type JsonObject } from '../../json/object.ts'
import { malformedFault } from '../read-fault.ts'
import { fail, type ReadState } from './read-state.ts'

/**
 * Reads one entry of `tool_calls`. OpenAI names the call in the first piece and numbers all of them; others repeat
 * id and name, leave the number out, or number every call 0 and tell them apart by id.
 */
export const readToolPiece = (
  state: ReadState,
  piece: JsonObject,
  choice: number,
  out: ChatEvent[],
): void => {
  state.hasToolCalls = true
  const call = isCustomCall(piece) ? customCall(piece) : objectOf(piece['function'])
  const lane = laneOf(state, piece, choice, optionalText(call['name']), out)
  if (lane === undefined) return readLatePiece(state, piece, call, out)
  const signature = optionalText(objectOf(objectOf(piece['extra_content'])['google'])['thought_signature'])
  if (signature !== undefined) {
    signLane(state.lanes, lane, { dialect: 'openai-chat', kind: 'signature', value: signature }, out)
  }
  const json = argumentsOf(call['arguments'])
  if (json !== '') writeDelta(state.lanes, lane, { kind: 'arguments', json }, out)
}

const argumentsOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  // Ollama and others send the arguments already parsed.
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

const isCustomCall = (piece: JsonObject): boolean =>
  piece['type'] === 'custom' || piece['custom'] !== undefined

/** A custom tool takes free text; as JSON text it becomes the one field `input`. */
const customCall = (piece: JsonObject): JsonObject => {
  const custom = objectOf(piece['custom'])
  return { name: custom['name'], arguments: { input: custom['input'] ?? '' } }
}

/** The lane a piece belongs to; undefined for one that is finished. */
const laneOf = (
  state: ReadState,
  piece: JsonObject,
  choice: number,
  name: string | undefined,
  out: ChatEvent[],
): Lane | undefined => {
  const id = optionalText(piece['id'])
  const known = findKnownLane(state, piece['index'], id, choice, name)
  if (known !== undefined) return nameLane(known, name)
  const isNew =
    id !== undefined ||
    name !== undefined ||
    state.lanes.queue.every(({ block }) => block.kind !== 'tool-call')
  const key = toolKey(choice, piece['index'] ?? state.lanes.nextIndex, id ?? '')
  if (!isNew || state.lanes.closedKeys.has(key)) return undefined
  const callId = id ?? `call_${state.answerId}_${state.lanes.nextIndex}`
  return openLane(state.lanes, key, { kind: 'tool-call', id: callId, name: name ?? '' }, out)
}

const toolKey = (choice: number, index: unknown, id: string): string =>
  `tool ${choice} ${String(index)} ${id}`

const nameLane = (lane: Lane, name: string | undefined): Lane => {
  if (lane.block.kind === 'tool-call' && lane.block.name === '' && name !== undefined) lane.block.name = name
  return lane
}

const findKnownLane = (
  state: ReadState,
  index: unknown,
  id: string | undefined,
  choice: number,
  name: string | undefined,
): Lane | undefined => {
  if (id !== undefined)
    return state.lanes.queue.find((lane) => lane.block.kind === 'tool-call' && lane.block.id === id)
  if (index !== undefined)
    return state.lanes.queue.findLast((lane) => lane.key.startsWith(`tool ${choice} ${String(index)} `))
  // Without a number or an id: a name begins a call, anything else goes on with the newest.
  return name === undefined
    ? state.lanes.queue.findLast((lane) => lane.block.kind === 'tool-call')
    : undefined
}

/** A repeat of a finished call is harmless; more arguments for one are a broken answer, never a silent loss. */
const readLatePiece = (state: ReadState, piece: JsonObject, call: JsonObject, out: ChatEvent[]): void => {
  if (argumentsOf(call['arguments']).trim() !== '') fail(state, malformedFault(piece), out)
}
