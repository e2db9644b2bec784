import type { BlockStart, ChatEvent, Signature } from '../../canonical/events.ts'
import { addWholeBlock, appendToLane, openLane, signLane, writeDelta } from '../../canonical/lanes.ts'
import { arrayOf, isObject, objectOf, optionalText, textOf, type JsonObject } from '../../json/object.ts'
import { addPartialArg } from './partial-args.ts'
import type { ReadState } from './read-stream.ts'

/** Reads one part of candidate `candidate`. */
export const readPart = (state: ReadState, part: JsonObject, candidate: number, out: ChatEvent[]): void => {
  const signatures = signaturesOf(part)
  if (isObject(part['functionCall'])) return readFunctionCall(state, part['functionCall'], signatures, out)
  if (isObject(part['inlineData'])) return readInlineData(state, part, part['inlineData'], signatures, out)
  if (part['text'] === undefined) return readOther(state, part, signatures, out)
  readText(state, part, candidate, out)
  const kind = part['thought'] === true ? 'thinking' : 'text'
  for (const signature of signatures) signNewest(state, kind, signature, out)
}

const signaturesOf = (part: JsonObject): Signature[] => {
  const value = optionalText(part['thoughtSignature'])
  return value === undefined ? [] : [{ dialect: 'gemini', kind: 'signature', value }]
}

const readText = (state: ReadState, part: JsonObject, candidate: number, out: ChatEvent[]): void => {
  const text = textOf(part['text'])
  const kind = part['thought'] === true ? 'thinking' : 'text'
  if (text === '') return
  appendToLane(state.lanes, candidate === 0 ? kind : `${kind} ${candidate}`, { kind }, { kind, text }, out)
}

/** A signature often arrives with an empty text after the part that it signs. */
const signNewest = (
  state: ReadState,
  kind: 'text' | 'thinking',
  signature: Signature,
  out: ChatEvent[],
): void => {
  const newest = state.lanes.queue.at(-1)
  const isSigned = newest?.block.kind === 'thinking' || newest?.block.kind === kind
  const lane = newest !== undefined && isSigned ? newest : openLane(state.lanes, kind, { kind }, out)
  signLane(state.lanes, lane, signature, out)
}

/** Calls of older models have no ids. Ours are derived from the answer's id, so that they differ between turns. */
const readFunctionCall = (
  state: ReadState,
  call: JsonObject,
  signatures: Signature[],
  out: ChatEvent[],
): void => {
  state.hasToolCalls = true
  const isPartial =
    call['willContinue'] === true || call['partialArgs'] !== undefined || state.partial !== undefined
  const id =
    optionalText(call['id']) ?? state.partial?.id ?? `call_${state.answerId}_${state.lanes.nextIndex}`
  const name = optionalText(call['name']) ?? state.partial?.name ?? ''
  if (!isPartial) return addCall(state, { id, name }, call['args'], signatures, out)
  state.partial ??= { id, name, args: {} }
  for (const piece of arrayOf(call['partialArgs'])) addPartialArg(state.partial.args, objectOf(piece))
  if (call['willContinue'] === true) return
  const { args } = state.partial
  state.partial = undefined
  addCall(state, { id, name }, args, signatures, out)
}

const addCall = (
  state: ReadState,
  { id, name }: { id: string; name: string },
  args: unknown,
  signatures: Signature[],
  out: ChatEvent[],
): void => {
  const lane = openLane(state.lanes, `tool ${state.lanes.nextIndex}`, { kind: 'tool-call', id, name }, out)
  for (const signature of signatures) signLane(state.lanes, lane, signature, out)
  writeDelta(state.lanes, lane, { kind: 'arguments', json: JSON.stringify(args ?? {}) }, out)
}

const readInlineData = (
  state: ReadState,
  part: JsonObject,
  data: JsonObject,
  signatures: Signature[],
  out: ChatEvent[],
): void => {
  const block = mediaBlock(textOf(data['mimeType']))
  if (block === undefined) return readOther(state, part, signatures, out)
  addWholeBlock(state.lanes, block, [{ kind: 'data', base64: textOf(data['data']) }], signatures, out)
}

const mediaBlock = (mediaType: string): BlockStart | undefined => {
  if (mediaType.startsWith('image/')) return { kind: 'image', mediaType }
  return mediaType.startsWith('audio/')
    ? { kind: 'audio', format: mediaType.slice('audio/'.length) }
    : undefined
}

/** Code run by the provider, its results, server-side tools: parts that only this dialect has. */
const readOther = (state: ReadState, part: JsonObject, signatures: Signature[], out: ChatEvent[]): void => {
  if (Object.keys(part).some((key) => key !== 'thoughtSignature')) {
    addWholeBlock(state.lanes, { kind: 'opaque', dialect: 'gemini', value: part }, [], [], out)
  } else for (const signature of signatures) signNewest(state, 'text', signature, out)
}
