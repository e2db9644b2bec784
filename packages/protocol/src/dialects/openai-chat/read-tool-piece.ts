import type { ChatEvent } from '../../canonical/events.ts'
import { isCompleteJson, openLane, signLane, writeDelta, type Lane } from '../../canonical/lanes.ts'
import { objectOf, optionalText, type JsonObject } from '../../json/object.ts'
import { malformedFault } from '../read-fault.ts'
import { beginsAnother, type CallText } from './begins-another.ts'
import { fail, type ReadState } from './read-state.ts'

/**
 * Reads one entry of `tool_calls`. OpenAI names the call in the first piece and has an index in all of them. Others
 * repeat id and name, omit the index, or use the index 0 for every call and distinguish them by id.
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

/** The data of a piece about its call. */
type Said = { id: string | undefined; name: string | undefined; json: string }

const argumentsOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  // Ollama and others send parsed arguments.
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

const isCustomCall = (piece: JsonObject): boolean =>
  piece['type'] === 'custom' || piece['custom'] !== undefined

/** A custom tool has free text, which becomes the only field `input` in JSON. */
const customCall = (piece: JsonObject): JsonObject => {
  const custom = objectOf(piece['custom'])
  return { name: custom['name'], arguments: { input: custom['input'] ?? '' } }
}

/** A new call; undefined for a piece of a finished one. */
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

/** Official SDKs join the pieces of a name. Some servers send the whole name in every piece. */
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
    return newest !== undefined && beginsAnother(textOf(newest), said) ? undefined : newest
  }
  // Without an index or an id, a name begins a call, and anything else continues the newest.
  return name === undefined
    ? state.lanes.queue.findLast((lane) => lane.block.kind === 'tool-call')
    : undefined
}

const textOf = (lane: Lane): CallText => ({
  name: lane.block.kind === 'tool-call' && lane.block.name !== '' ? lane.block.name : undefined,
  json: lane.argumentsText,
})

/** A complete call that is repeated, by its id. */
const isSaidAgain = (lane: Lane, { id, json }: Said): boolean =>
  id !== undefined && json !== '' && json === lane.argumentsText && isCompleteJson(json)

/** A repeated call is harmless. More arguments for a finished one mean a broken answer, not a silent loss. */
const readLatePiece = (state: ReadState, piece: JsonObject, { json }: Said, out: ChatEvent[]): void => {
  if (json.trim() !== '') fail(state, malformedFault(piece), out)
}
