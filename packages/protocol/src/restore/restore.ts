import type { Machine } from '../canonical/machine.ts'
import type { BlockStart, ChatEvent } from '../canonical/events.ts'
import { explode } from '../canonical/explode.ts'
import { fold } from '../canonical/fold.ts'
import { run, startMachine } from '../canonical/machine.ts'
import type { AnswerForm, ChatRequest, OriginalTool } from '../canonical/request.ts'
import { WRAPPER } from '../json-schema/adapt-schema.ts'
import { isObject, parseJson } from '../json/object.ts'
import { customInputPiece, endCustomInput, startCustomInput, type CustomInput } from './custom-input.ts'
import { endUnwrapping, startUnwrapping, unwrapPiece, type Unwrapping } from './unwrap-text.ts'
import type { ChatResult } from '../canonical/result.ts'

/** Restores an answer for the caller, event by event or whole. */
export type Restorer = { step(event: ChatEvent): ChatEvent[]; whole(result: ChatResult): ChatResult }

const NOTHING_TO_RESTORE: Restorer = { step: (event) => [event], whole: (result) => result }

/**
 * Reverts in an answer the changes of adapting the request: names of tools, free text that became an argument, a
 * wrapped or quoted answer. Only needs the adapted request.
 */
export const restorerOf = ({ tools, output }: Pick<ChatRequest, 'tools' | 'output'>): Restorer => {
  const { isWrapped = false, isBareText = false } = output
  const originals = new Map(
    tools.flatMap((tool) =>
      tool.type === 'function' && tool.original ? [[tool.name, tool.original] as const] : [],
    ),
  )
  if (!isWrapped && !isBareText && originals.size === 0) return NOTHING_TO_RESTORE
  const restoration = { isWrapped, isBareText, originals }
  return {
    step: startMachine(restoreEvents, restoration).step,
    whole: (result) => fold(run(restoreEvents, restoration, explode(result))),
  }
}

type Restoration = Required<AnswerForm> & { originals: ReadonlyMap<string, OriginalTool> }

type RestoreState = {
  restoration: Restoration
  /** The state of restoring the open block. */
  open:
    | { kind: 'text'; text: Unwrapping }
    | { kind: 'bare'; json: string }
    | { kind: 'input'; input: CustomInput }
    | undefined
}

const restoreEvents: Machine<RestoreState, ChatEvent, ChatEvent, Restoration> = {
  start: (restoration) => ({ restoration, open: undefined }),
  step: (state, event) => [state, restoreEvent(state, event)],
  end: () => [],
}

const restoreEvent = (state: RestoreState, event: ChatEvent): ChatEvent[] => {
  switch (event.type) {
    case 'block-open':
      return [{ ...event, block: openBlock(state, event.block) }]
    case 'block-delta':
      return restoreDelta(state, event)
    case 'block-close': {
      const left = endBlock(state, event.index)
      state.open = undefined
      return [...left, event]
    }
    default:
      return [event]
  }
}

const openBlock = (state: RestoreState, block: BlockStart): BlockStart => {
  if (block.kind === 'text') state.open = openText(state.restoration)
  if (block.kind !== 'tool-call') return block
  const original = state.restoration.originals.get(block.name)
  if (original?.isCustom) state.open = { kind: 'input', input: startCustomInput() }
  return original === undefined ? block : { ...block, ...original }
}

const openText = ({ isWrapped, isBareText }: Restoration): RestoreState['open'] => {
  if (isBareText) return { kind: 'bare', json: '' }
  return isWrapped ? { kind: 'text', text: startUnwrapping() } : undefined
}

type DeltaEvent = Extract<ChatEvent, { type: 'block-delta' }>

const restoreDelta = ({ open }: RestoreState, event: DeltaEvent): ChatEvent[] => {
  const { index, delta } = event
  if (open?.kind === 'bare' && delta.kind === 'text') {
    open.json += delta.text
    return []
  }
  if (open?.kind === 'text' && delta.kind === 'text')
    return textDelta(index, unwrapPiece(open.text, delta.text))
  return open?.kind === 'input' && delta.kind === 'arguments'
    ? inputDelta(index, customInputPiece(open.input, delta.json))
    : [event]
}

const endBlock = ({ open }: RestoreState, index: number): ChatEvent[] => {
  if (open === undefined) return []
  if (open.kind === 'bare') return textDelta(index, bareText(open.json))
  return open.kind === 'text'
    ? textDelta(index, endUnwrapping(open.text))
    : inputDelta(index, endCustomInput(open.input))
}

/** A text that is one of a few is short: it is sent when it is complete. */
const bareText = (json: string): string => {
  const parsed = parseJson(json)
  const value = isObject(parsed) ? parsed[WRAPPER] : parsed
  return typeof value === 'string' ? value : json
}

const textDelta = (index: number, text: string): ChatEvent[] =>
  text === '' ? [] : [{ type: 'block-delta', index, delta: { kind: 'text', text } }]

const inputDelta = (index: number, text: string): ChatEvent[] =>
  text === '' ? [] : [{ type: 'block-delta', index, delta: { kind: 'arguments', json: text } }]
