import type { BlockDelta, BlockStart, ChatEvent, Signature } from '../../canonical/events.ts'
import { cutFault, publicErrorOf } from '../../canonical/faults.ts'
import { emptyUsage, type Usage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import { writeSignatures } from '../carried-signatures.ts'
import type { JsonObject } from '../../json/object.ts'
import type { Citation } from '../../canonical/result.ts'
import { citationsFor } from '../url-citations.ts'
import { errorForm } from './errors.ts'
import { writeUsage } from './usage.ts'
import {
  callSignatures,
  messageFields,
  toolUse,
  UNREPORTED,
  writeStop,
  writeThinking,
} from './write-result.ts'

export type WriteState = {
  context: AnswerContext
  isStarted: boolean
  isEnded: boolean
  /** Clients use the index of a block as its position in the message, so omitted blocks leave no gap. */
  nextIndex: number
  open: BlockStart | undefined
  /** The block's start was sent. Redacted thinking and signed tool calls wait for their signatures. */
  isOpenSent: boolean
  signatures: Signature[]
  /** The text of the open block, and the citations of other dialects in it. */
  text: string
  citations: Citation[]
  hasRefusal: boolean
  usage: Usage | undefined
}

/** Writes a message stream in the order the API documents: message start, whole blocks, message delta, message stop. */
export const writeStream: Machine<WriteState, ChatEvent, Frame, AnswerContext> = {
  start: (context) => ({
    context,
    isStarted: false,
    isEnded: false,
    nextIndex: 0,
    open: undefined,
    isOpenSent: false,
    signatures: [],
    text: '',
    citations: [],
    hasRefusal: false,
    usage: undefined,
  }),
  step: (state, event) => {
    const out: Frame[] = []
    if (!state.isEnded) writeEvent(state, event, out)
    return [state, out]
  },
  end: (state) => {
    const out: Frame[] = []
    if (!state.isEnded) writeEvent(state, { type: 'fault', fault: cutFault() }, out)
    return out
  },
}

const writeEvent = (state: WriteState, event: ChatEvent, out: Frame[]): void => {
  switch (event.type) {
    case 'start':
      return startMessage(state, event.usage, out)
    case 'block-open':
      return openBlock(state, event.block, out)
    case 'block-delta':
      return writeDelta(state, event.delta, out)
    case 'block-signature':
      return void state.signatures.push(event.signature)
    case 'block-close':
      return closeBlock(state, out)
    case 'usage':
      state.usage = event.usage
      return
    case 'finish':
      return finishMessage(state, event, out)
    case 'fault':
      state.isEnded = true
      out.push(...errorForm.events(publicErrorOf(event.fault), state.context))
      return
  }
}

const send = (event: string, body: JsonObject, out: Frame[]): void => {
  out.push({ event, data: JSON.stringify({ type: event, ...body }) })
}

const startMessage = (state: WriteState, usage: Partial<Usage> | undefined, out: Frame[]): void => {
  if (state.isStarted) return
  state.isStarted = true
  const counted = { ...emptyUsage(), inputTokens: state.context.estimatedInputTokens ?? 0 }
  const message = {
    ...messageFields(state.context),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...writeUsage({ ...counted, ...usage }), ...UNREPORTED },
  }
  send('message_start', { message }, out)
}

const openBlock = (state: WriteState, block: BlockStart, out: Frame[]): void => {
  startMessage(state, undefined, out)
  state.open = block
  state.isOpenSent = false
  state.text = ''
  state.signatures = []
  const isDelayed =
    block.kind === 'tool-call' ||
    block.kind === 'audio' ||
    (block.kind === 'thinking' && block.isRedacted === true)
  if (!isDelayed) sendOpen(state, block, out)
}

const sendOpen = (state: WriteState, block: BlockStart | undefined, out: Frame[]): void => {
  const content_block = block === undefined || state.isOpenSent ? undefined : startOf(block)
  if (block === undefined || content_block === undefined) return
  if (block.kind === 'tool-call') {
    sendWhole(state, callSignatures(state.signatures, block.id), out)
    state.signatures = []
  }
  state.isOpenSent = true
  send('content_block_start', { index: state.nextIndex, content_block }, out)
}

const sendWhole = (state: WriteState, blocks: JsonObject[], out: Frame[]): void => {
  for (const content_block of blocks) {
    send('content_block_start', { index: state.nextIndex, content_block }, out)
    send('content_block_stop', { index: state.nextIndex++ }, out)
  }
}

/** How a block begins on the wire; undefined for one this dialect cannot show. */
const startOf = (block: BlockStart): unknown => {
  switch (block.kind) {
    case 'text':
    case 'audio':
      return { type: 'text', text: '', citations: null }
    case 'thinking':
      return { type: 'thinking', thinking: '', signature: '' }
    case 'tool-call':
      return toolUse(block.id, block.name, {})
    case 'image':
      return undefined
    case 'opaque':
      return block.dialect === 'anthropic-messages' ? block.value : undefined
  }
}

const writeDelta = (state: WriteState, delta: BlockDelta, out: Frame[]): void => {
  const written = deltaOf(delta)
  if (delta.kind === 'text') state.text += delta.text
  if (delta.kind === 'citation' && delta.dialect !== 'anthropic-messages') state.citations.push(delta)
  if (delta.kind === 'refusal') state.hasRefusal = true
  if (written === undefined) return
  sendOpen(state, state.open, out)
  if (!state.isOpenSent) return
  send('content_block_delta', { index: state.nextIndex, delta: written }, out)
}

const deltaOf = (delta: BlockDelta): unknown => {
  switch (delta.kind) {
    case 'text':
    case 'refusal':
      return { type: 'text_delta', text: delta.text }
    case 'thinking':
      return { type: 'thinking_delta', thinking: delta.text }
    case 'arguments':
      return { type: 'input_json_delta', partial_json: delta.json }
    case 'data':
      return delta.transcript === undefined ? undefined : { type: 'text_delta', text: delta.transcript }
    case 'citation':
      return delta.dialect === 'anthropic-messages'
        ? { type: 'citations_delta', citation: delta.value }
        : undefined
    case 'logprobs':
      return undefined
    case 'opaque':
      return delta.dialect === 'anthropic-messages' ? delta.value : undefined
  }
}

const closeBlock = (state: WriteState, out: Frame[]): void => {
  const { open, signatures } = state
  state.open = undefined
  if (open?.kind === 'thinking') return closeThinking(state, signatures, out)
  if (open?.kind === 'tool-call') return closeToolCall(state, open, out)
  if (open?.kind === 'text') sendCitations(state, out)
  if (state.isOpenSent) send('content_block_stop', { index: state.nextIndex++ }, out)
}

/** The positions of other dialects' citations are known only when the text is complete. */
const sendCitations = (state: WriteState, out: Frame[]): void => {
  for (const citation of citationsFor('anthropic-messages', state.citations.splice(0), state.text))
    send('content_block_delta', { index: state.nextIndex, delta: { type: 'citations_delta', citation } }, out)
}

/** A signature that arrives with the arguments or later follows the call instead of preceding it. */
const closeToolCall = (
  state: WriteState,
  block: Extract<BlockStart, { kind: 'tool-call' }>,
  out: Frame[],
): void => {
  sendOpen(state, block, out)
  send('content_block_stop', { index: state.nextIndex++ }, out)
  sendWhole(state, callSignatures(state.signatures, block.id), out)
}

const closeThinking = (state: WriteState, signatures: Signature[], out: Frame[]): void => {
  if (!state.isOpenSent) return sendWhole(state, [writeThinking('', signatures)], out)
  const signature = writeSignatures('anthropic-messages', signatures)
  if (signature !== '') {
    send(
      'content_block_delta',
      { index: state.nextIndex, delta: { type: 'signature_delta', signature } },
      out,
    )
  }
  send('content_block_stop', { index: state.nextIndex++ }, out)
}

const finishMessage = (
  state: WriteState,
  event: Extract<ChatEvent, { type: 'finish' }>,
  out: Frame[],
): void => {
  startMessage(state, undefined, out)
  state.isEnded = true
  const usage = state.usage ?? { ...emptyUsage(), isEstimated: true }
  const delta = {
    ...writeStop(event, state.hasRefusal, state.context),
    container: null,
  }
  send('message_delta', { delta, usage: writeUsage(usage, state.context.costUsd?.(usage)) }, out)
  send('message_stop', {}, out)
}
