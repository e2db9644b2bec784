import type { ChatEvent } from '../../canonical/events.ts'
import { isCompleteJson, openLane, signLane, writeDelta, type Lane } from '../../canonical/lanes.ts'
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
  const said = {
    id: optionalText(piece['id']),
    name: optionalText(call['name']),
    json: argumentsOf(call['arguments']),
  }
  const known = findKnownLane(state, piece['index'], said, choice)
  if (known !== undefined && isSaidAgain(known, said)) return
  const lane = known === undefined ? newLane(state, piece, choice, said, out) : nameLane(known, said.name)
  if (lane === undefined) return readLatePiece(state, piece, said, out)
  const signature = optionalText(objectOf(objectOf(piece['extra_content'])['google'])['thought_signature'])
  if (signature !== undefined) {
    signLane(state.lanes, lane, { dialect: 'openai-chat', kind: 'signature', value: signature }, out)
  }
  const { json } = said
  if (json !== '') writeDelta(state.lanes, lane, { kind: 'arguments', json }, out)
}

/** What a piece says of its call. */
type Said = { id: string | undefined; name: string | undefined; json: string }

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

/** A call that begins; undefined for a piece of one that is finished. */
const newLane = (
  state: ReadState,
  piece: JsonObject,
  choice: number,
  { id, name }: Said,
  out: ChatEvent[],
): Lane | undefined => {
  const isNew =
    id !== undefined ||
    name !== undefined ||
    state.lanes.queue.every(({ block }) => block.kind !== 'tool-call')
  // Calls with the same number and without ids are distinguished by their order.
  const key = toolKey(choice, piece['index'] ?? state.lanes.nextIndex, id ?? `at ${state.lanes.nextIndex}`)
  if (!isNew || state.lanes.closedKeys.has(key)) return undefined
  const callId = id ?? `call_${state.answerId}_${state.lanes.nextIndex}`
  const block = { kind: 'tool-call' as const, id: callId, name: name ?? '' }
  return openLane(state.lanes, key, block, out, 'nameInPieces')
}

const toolKey = (choice: number, index: unknown, id: string): string =>
  `tool ${choice} ${String(index)} ${id}`

/** Official SDKs join the pieces of a name. Some servers say the whole name in every piece. */
const nameLane = (lane: Lane, name: string | undefined): Lane => {
  if (lane.block.kind !== 'tool-call' || name === undefined || lane.argumentsText !== '') return lane
  if (name !== lane.block.name) lane.block.name += name
  return lane
}

const findKnownLane = (state: ReadState, index: unknown, said: Said, choice: number): Lane | undefined => {
  const { id, name } = said
  if (id !== undefined)
    return state.lanes.queue.find((lane) => lane.block.kind === 'tool-call' && lane.block.id === id)
  if (index !== undefined) {
    const newest = state.lanes.queue.findLast((lane) =>
      lane.key.startsWith(`tool ${choice} ${String(index)} `),
    )
    return newest !== undefined && isAnother(newest, said) ? undefined : newest
  }
  // Without a number or an id: a name begins a call, anything else goes on with the newest.
  return name === undefined
    ? state.lanes.queue.findLast((lane) => lane.block.kind === 'tool-call')
    : undefined
}

const nameOf = ({ block }: Lane): string => (block.kind === 'tool-call' ? block.name : '')

/** Servers that count no calls and give no ids number every call 0: one that is named when another is whole is new. */
const isAnother = (lane: Lane, { name, json }: Said): boolean => {
  if (name === undefined || lane.argumentsText === '' || nameOf(lane) === '') return false
  return name !== nameOf(lane) || (isCompleteJson(lane.argumentsText) && json.trimStart().startsWith('{'))
}

/** A whole call that is sent once more, by its id. */
const isSaidAgain = (lane: Lane, { id, json }: Said): boolean =>
  id !== undefined && json !== '' && json === lane.argumentsText && isCompleteJson(json)

/** A repeat of a finished call is harmless; more arguments for one are a broken answer, never a silent loss. */
const readLatePiece = (state: ReadState, piece: JsonObject, { json }: Said, out: ChatEvent[]): void => {
  if (json.trim() !== '') fail(state, malformedFault(piece), out)
}
