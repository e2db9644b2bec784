import type { BlockStart, ChatEvent, Seal } from '../../canonical/events.ts'
import { addWholeBlock, appendToLane, openLane, sealLane, writeDelta } from '../../canonical/lanes.ts'
import { arrayOf, isObject, objectOf, optionalText, textOf, type JsonObject } from '../json.ts'
import { addPartialArg } from './partial-args.ts'
import type { ReadState } from './read-stream.ts'

/** Reads one part of candidate `candidate`. */
export const readPart = (state: ReadState, part: JsonObject, candidate: number, out: ChatEvent[]): void => {
  const seals = sealsOf(part)
  if (isObject(part['functionCall'])) return readFunctionCall(state, part['functionCall'], seals, out)
  if (isObject(part['inlineData'])) return readInlineData(state, part, part['inlineData'], seals, out)
  if (part['text'] === undefined) return readOther(state, part, seals, out)
  readText(state, part, candidate, out)
  const kind = part['thought'] === true ? 'thinking' : 'text'
  for (const seal of seals) sealNewest(state, kind, seal, out)
}

const sealsOf = (part: JsonObject): Seal[] => {
  const value = optionalText(part['thoughtSignature'])
  return value === undefined ? [] : [{ dialect: 'gemini', kind: 'signature', value }]
}

const readText = (state: ReadState, part: JsonObject, candidate: number, out: ChatEvent[]): void => {
  const text = textOf(part['text'])
  const kind = part['thought'] === true ? 'thinking' : 'text'
  if (text === '') return
  appendToLane(state.lanes, candidate === 0 ? kind : `${kind} ${candidate}`, { kind }, { kind, text }, out)
}

/** A signature often comes with an empty text after what it signs. */
const sealNewest = (state: ReadState, kind: 'text' | 'thinking', seal: Seal, out: ChatEvent[]): void => {
  const newest = state.lanes.queue.at(-1)
  const isSigned = newest?.block.kind === 'thinking' || newest?.block.kind === kind
  const lane = newest !== undefined && isSigned ? newest : openLane(state.lanes, kind, { kind }, out)
  sealLane(state.lanes, lane, seal, out)
}

/** Ids are missing from older models' calls; ours are made of the answer's id, so that they differ between turns. */
const readFunctionCall = (state: ReadState, call: JsonObject, seals: Seal[], out: ChatEvent[]): void => {
  state.hasToolCalls = true
  const isPartial =
    call['willContinue'] === true || call['partialArgs'] !== undefined || state.partial !== undefined
  const id =
    optionalText(call['id']) ?? state.partial?.id ?? `call_${state.answerId}_${state.lanes.nextIndex}`
  const name = optionalText(call['name']) ?? state.partial?.name ?? ''
  if (!isPartial) return addCall(state, { id, name }, call['args'], seals, out)
  state.partial ??= { id, name, args: {} }
  for (const piece of arrayOf(call['partialArgs'])) addPartialArg(state.partial.args, objectOf(piece))
  if (call['willContinue'] === true) return
  const { args } = state.partial
  state.partial = undefined
  addCall(state, { id, name }, args, seals, out)
}

const addCall = (
  state: ReadState,
  { id, name }: { id: string; name: string },
  args: unknown,
  seals: Seal[],
  out: ChatEvent[],
): void => {
  const lane = openLane(state.lanes, `tool ${state.lanes.nextIndex}`, { kind: 'tool-call', id, name }, out)
  for (const seal of seals) sealLane(state.lanes, lane, seal, out)
  writeDelta(state.lanes, lane, { kind: 'arguments', json: JSON.stringify(args ?? {}) }, out)
}

const readInlineData = (
  state: ReadState,
  part: JsonObject,
  data: JsonObject,
  seals: Seal[],
  out: ChatEvent[],
): void => {
  const block = mediaBlock(textOf(data['mimeType']))
  if (block === undefined) return readOther(state, part, seals, out)
  addWholeBlock(state.lanes, block, [{ kind: 'data', base64: textOf(data['data']) }], seals, out)
}

const mediaBlock = (mediaType: string): BlockStart | undefined => {
  if (mediaType.startsWith('image/')) return { kind: 'image', mediaType }
  return mediaType.startsWith('audio/')
    ? { kind: 'audio', format: mediaType.slice('audio/'.length) }
    : undefined
}

/** Code the provider ran, its results, server-side tools: whole parts that only this dialect knows. */
const readOther = (state: ReadState, part: JsonObject, seals: Seal[], out: ChatEvent[]): void => {
  if (Object.keys(part).some((key) => key !== 'thoughtSignature')) {
    addWholeBlock(state.lanes, { kind: 'opaque', dialect: 'gemini', value: part }, [], [], out)
  } else for (const seal of seals) sealNewest(state, 'text', seal, out)
}
