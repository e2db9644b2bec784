import type { BlockStart, ChatEvent, Fault, Finish, FinishReason } from '../../canonical/events.ts'
import { cutFault } from '../../canonical/faults.ts'
import { reasonBySent } from '../../canonical/finish.ts'
import type { Usage } from '../../canonical/usage.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import { placeOf, isObject, objectOf, optionalText, parseJson, type JsonObject } from '../../json/object.ts'
import { capabilities } from './capabilities.ts'
import { malformedFault } from '../read-fault.ts'
import { readErrorBody } from './errors.ts'
import { readBlockStart, readBlockDelta, startContents } from './read-block.ts'
import { newestReport } from '../reported-counts.ts'
import { readUsage } from './usage.ts'

export type ReadState = {
  isStarted: boolean
  isEnded: boolean
  nextIndex: number
  hasToolCalls: boolean
  /** The open block, with our index and the provider's. */
  open:
    | { index: number; wireIndex: number; block: BlockStart; hasContent: boolean; input: unknown }
    | undefined
  /** Everything reported so far: `message_delta` repeats only a part of what `message_start` said. */
  usage: JsonObject
  finish: Finish | undefined
}

/**
 * Reads a message stream. Events out of order, such as a second `message_start`, are a fault.
 */
export const readStream: Machine<ReadState, Frame, ChatEvent, Record<string, never>> = {
  start: () => ({
    isStarted: false,
    isEnded: false,
    nextIndex: 0,
    hasToolCalls: false,
    open: undefined,
    usage: {},
    finish: undefined,
  }),
  step: (state, frame) => {
    const out: ChatEvent[] = []
    if (!state.isEnded) readFrame(state, frame, out)
    return [state, out]
  },
  end: (state) => {
    const out: ChatEvent[] = []
    if (!state.isEnded) endMessage(state, out)
    return out
  },
}

const readFrame = (state: ReadState, { event, data }: Frame, out: ChatEvent[]): void => {
  const body = parseJson(data, capabilities.parsers.answer)
  if (event === 'error') return fail(state, readErrorBody(body ?? data), out)
  if (!isObject(body)) return fail(state, malformedFault(data), out)
  readEvent(state, body, out)
}

/** Reads one event. */
export const readEvent = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  switch (event['type']) {
    case 'message_start':
      return startMessage(state, event, out)
    case 'content_block_start':
      return openBlock(state, event, out)
    case 'content_block_delta':
      return readDelta(state, event, out)
    case 'content_block_stop':
      return closeBlock(state, out)
    case 'message_delta':
      return readMessageDelta(state, event, out)
    case 'message_stop':
      return endMessage(state, out)
    case 'error':
      return fail(state, readErrorBody(event), out)
    default:
      // `ping`, and events that a later version of the API adds: its versioning policy says to skip them.
      return
  }
}

const startMessage = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  if (state.isStarted) return fail(state, malformedFault(event), out)
  state.isStarted = true
  const message = objectOf(event['message'])
  const id = optionalText(message['id'])
  const model = optionalText(message['model'])
  const usage = mergeUsage(state, message['usage'])
  out.push({
    type: 'start',
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
    usage,
  })
  if (isObject(message['usage'])) out.push({ type: 'usage', usage })
}

const mergeUsage = (state: ReadState, usage: unknown): Usage => {
  state.usage = newestReport(state.usage, objectOf(usage))
  return readUsage(state.usage)
}

const openBlock = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  if (!state.isStarted || state.open !== undefined) return fail(state, malformedFault(event), out)
  const content = objectOf(event['content_block'])
  const block = readBlockStart(content)
  const index = state.nextIndex++
  state.open = {
    index,
    wireIndex: placeOf(event['index']),
    block,
    hasContent: false,
    input: content['input'],
  }
  if (block.kind === 'tool-call') state.hasToolCalls = true
  out.push({ type: 'block-open', index, block })
  for (const delta of startContents(content, block)) out.push({ ...delta, index })
}

const readDelta = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  const { open } = state
  if (open === undefined || open.wireIndex !== placeOf(event['index']))
    return fail(state, malformedFault(event), out)
  const content = readBlockDelta(objectOf(event['delta']), open.block)
  if (content === undefined) return
  open.hasContent = true
  out.push({ ...content, index: open.index })
}

const closeBlock = (state: ReadState, out: ChatEvent[]): void => {
  const { open } = state
  if (open === undefined) return
  state.open = undefined
  // Plain messages, and servers that do not stream arguments, have them complete at the start.
  if (open.block.kind === 'tool-call' && !open.hasContent) {
    out.push({
      type: 'block-delta',
      index: open.index,
      delta: { kind: 'arguments', json: JSON.stringify(open.input ?? {}) },
    })
  }
  out.push({ type: 'block-close', index: open.index })
}

const readMessageDelta = (state: ReadState, event: JsonObject, out: ChatEvent[]): void => {
  const delta = objectOf(event['delta'])
  const raw = optionalText(delta['stop_reason'])
  const stopSequence = optionalText(delta['stop_sequence'])
  const explanation = optionalText(objectOf(delta['stop_details'])['explanation'])
  if (raw !== undefined) {
    state.finish = {
      reason: STOP_REASONS.get(raw) ?? 'other',
      raw,
      ...(stopSequence === undefined ? {} : { stopSequence }),
      ...(explanation === undefined ? {} : { explanation }),
    }
  }
  const usage = mergeUsage(state, event['usage'])
  // Without a count of its own it would repeat the one that began the message, as if that had been the whole of it.
  const written = objectOf(event['usage'])['output_tokens'] ?? 0
  const isCounted = written !== 0 || state.nextIndex === 0
  if (isObject(event['usage']) && isCounted) out.push({ type: 'usage', usage })
}

/** A map, because a provider's value may be the name of an object's built-in property. */
const STOP_REASONS: ReadonlyMap<string, FinishReason> = new Map(
  Object.entries<FinishReason>({
    end_turn: 'stop',
    stop_sequence: 'stop',
    max_tokens: 'length',
    model_context_window_exceeded: 'length',
    tool_use: 'tool-calls',
    pause_turn: 'pause',
    compaction: 'pause',
    refusal: 'refusal',
  }),
)

const endMessage = (state: ReadState, out: ChatEvent[]): void => {
  if (state.finish === undefined) return fail(state, cutFault(), out)
  state.isEnded = true
  closeBlock(state, out)
  const reason = reasonBySent(state.finish.reason, state.hasToolCalls)
  out.push({ type: 'finish', ...state.finish, reason })
}

/** Ends the answer with a fault, after closing what is open. */
export const fail = (state: ReadState, fault: Fault, out: ChatEvent[]): void => {
  state.isEnded = true
  if (state.open !== undefined) out.push({ type: 'block-close', index: state.open.index })
  state.open = undefined
  out.push({ type: 'fault', fault })
}
