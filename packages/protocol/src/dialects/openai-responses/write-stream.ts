import type { BlockDelta, BlockStart, ChatEvent, FinishReason, TokenLogprob } from '../../canonical/events.ts'
import { explainedEvents } from '../../canonical/finish.ts'
import { cutFault, publicErrorOf } from '../../canonical/faults.ts'
import type { ResultBlock } from '../../canonical/result.ts'
import type { Usage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import type { JsonObject } from '../../json/object.ts'
import { writeOpenAiLogprobs } from '../logprobs.ts'
import { citationsFor } from '../url-citations.ts'
import { failedEvent } from './errors.ts'
import { responseFields } from './response-object.ts'
import {
  callItem,
  callType,
  itemId,
  messageItem,
  reasoningItem,
  refusalPart,
  textPart,
  writeItems,
} from './write-item.ts'
import { finalResponse, statusOf, withEnd } from './write-result.ts'

/** The current item: its block so far, and the position for its events. */
export type OpenItem = {
  id: string
  result: ResultBlock
  /** The open content part of the item. */
  part: 'text' | 'refusal' | 'summary' | undefined
  partIndex: number
  /** Those of the next text. */
  logprobs: TokenLogprob[]
}

export type WriteState = {
  context: AnswerContext
  fields: JsonObject
  isStarted: boolean
  isEnded: boolean
  sequence: number
  /** The position of the block in the answer, for item ids. */
  blockCount: number
  open: OpenItem | undefined
  output: JsonObject[]
  /** Ended items that are not sent as done yet: only the answer's end shows whether the last one is complete. */
  ended: EndedItem[]
  usage: Usage | undefined
}

/** `isAdded`: its start was sent. */
type EndedItem = { item: JsonObject; isAdded: boolean }

/** Writes a Responses stream with all the begin and done events that clients need, numbered in sequence. */
export const writeStream: Machine<WriteState, ChatEvent, Frame, AnswerContext> = {
  start: (context) => ({
    context,
    fields: responseFields(context),
    isStarted: false,
    isEnded: false,
    sequence: 0,
    blockCount: 0,
    open: undefined,
    output: [],
    ended: [],
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
  startResponse(state, out)
  switch (event.type) {
    case 'start':
      return
    case 'block-open':
      return openBlock(state, event.block, out)
    case 'block-delta':
      return writeDelta(state, event.delta, out)
    case 'block-signature':
      state.open?.result.signatures.push(event.signature)
      return
    case 'block-close':
      return closeBlock(state, out)
    case 'usage':
      state.usage = event.usage
      return
    case 'finish':
      for (const explained of explainedEvents(event, state.blockCount)) writeEvent(state, explained, out)
      return finish(state, event, out)
    case 'fault':
      sendEnded(state, 'length', out)
      state.isEnded = true
      out.push(
        failedEvent(publicErrorOf(event.fault), { ...state.fields, output: state.output }, state.sequence),
      )
      return
  }
}

const send = (state: WriteState, type: string, body: JsonObject, out: Frame[]): void => {
  out.push({ event: type, data: JSON.stringify({ type, sequence_number: state.sequence++, ...body }) })
}

/** Sends an event of the open item. */
const sendOf = (state: WriteState, item: OpenItem, type: string, body: JsonObject, out: Frame[]): void =>
  send(state, type, { item_id: item.id, output_index: state.output.length, ...body }, out)

const startResponse = (state: WriteState, out: Frame[]): void => {
  if (state.isStarted) return
  state.isStarted = true
  const response = { ...state.fields, status: 'in_progress', output: [], output_text: '', usage: null }
  send(state, 'response.created', { response }, out)
  send(state, 'response.in_progress', { response }, out)
}

const openBlock = (state: WriteState, block: BlockStart, out: Frame[]): void => {
  sendEnded(state, 'stop', out)
  const result: ResultBlock = { block, content: '', signatures: [] }
  const type =
    block.kind === 'tool-call' ? callType(block) : block.kind === 'thinking' ? 'reasoning' : 'message'
  const id = itemId(state.context, type, state.blockCount++)
  state.open = { id, result, part: undefined, partIndex: 0, logprobs: [] }
  const item = firstItem(id, block)
  if (item !== undefined)
    send(state, 'response.output_item.added', { output_index: state.output.length, item }, out)
}

/** An item at its start; undefined for blocks that are sent whole at their end. */
const firstItem = (id: string, block: BlockStart): JsonObject | undefined => {
  switch (block.kind) {
    case 'text':
      return messageItem(id, [], 'in_progress')
    case 'thinking':
      return reasoningItem(id, '', [])
    case 'tool-call':
      return callItem(id, block, '', 'in_progress')
    case 'audio':
    case 'image':
    case 'opaque':
      return undefined
  }
}

const writeDelta = (state: WriteState, delta: BlockDelta, out: Frame[]): void => {
  const { open } = state
  if (open === undefined) return
  switch (delta.kind) {
    case 'text':
      open.result.content += delta.text
      return sendText(state, open, delta.text, out)
    case 'refusal':
      open.result.refusal = (open.result.refusal ?? '') + delta.text
      return sendRefusal(state, open, delta.text, out)
    case 'thinking':
      open.result.content += delta.text
      return sendThinking(state, open, delta.text, out)
    case 'arguments':
      open.result.content += delta.json
      return sendOf(state, open, `${saidEvent(open)}.delta`, { delta: delta.json }, out)
    case 'logprobs':
      open.logprobs.push(...delta.tokens)
      open.result.logprobs = [...(open.result.logprobs ?? []), ...delta.tokens]
      return
    case 'citation':
      return sendCitation(state, open, delta, out)
    case 'data':
      open.result.content += delta.base64
      if (delta.transcript !== undefined)
        open.result.transcript = (open.result.transcript ?? '') + delta.transcript
      return
    case 'opaque':
      return
  }
}

const sendText = (state: WriteState, open: OpenItem, text: string, out: Frame[]): void => {
  openPart(state, open, 'text', out)
  sendOf(
    state,
    open,
    'response.output_text.delta',
    { content_index: open.partIndex, delta: text, logprobs: writeOpenAiLogprobs(open.logprobs.splice(0)) },
    out,
  )
}

const sendRefusal = (state: WriteState, open: OpenItem, text: string, out: Frame[]): void => {
  openPart(state, open, 'refusal', out)
  sendOf(state, open, 'response.refusal.delta', { content_index: open.partIndex, delta: text }, out)
}

const sendThinking = (state: WriteState, open: OpenItem, text: string, out: Frame[]): void => {
  openPart(state, open, 'summary', out)
  sendOf(state, open, 'response.reasoning_summary_text.delta', { summary_index: 0, delta: text }, out)
}

const sendCitation = (
  state: WriteState,
  open: OpenItem,
  { dialect, value }: Extract<BlockDelta, { kind: 'citation' }>,
  out: Frame[],
): void => {
  const before = (open.result.citations ??= [])
  if (dialect !== 'openai-responses') return void before.push({ dialect, value })
  openPart(state, open, 'text', out)
  const body = { content_index: open.partIndex, annotation_index: before.length, annotation: value }
  before.push({ dialect, value })
  sendOf(state, open, 'response.output_text.annotation.added', body, out)
}

const openPart = (
  state: WriteState,
  open: OpenItem,
  part: 'text' | 'refusal' | 'summary',
  out: Frame[],
): void => {
  if (open.part === part) return
  if (open.part !== undefined) {
    closePart(state, open, out)
    open.partIndex += 1
  }
  open.part = part
  if (part === 'summary') {
    const body = { summary_index: 0, part: { type: 'summary_text', text: '' } }
    return sendOf(state, open, 'response.reasoning_summary_part.added', body, out)
  }
  const body = { content_index: open.partIndex, part: part === 'text' ? textPart('') : refusalPart('') }
  sendOf(state, open, 'response.content_part.added', body, out)
}

const closePart = (state: WriteState, open: OpenItem, out: Frame[]): void => {
  switch (open.part) {
    case 'text':
      return closeText(state, open, out)
    case 'refusal':
      return closeRefusal(state, open, out)
    case 'summary':
      return closeSummary(state, open, out)
    case undefined:
      return
  }
}

const closeText = (state: WriteState, open: OpenItem, out: Frame[]): void => {
  const place = { content_index: open.partIndex }
  const text = open.result.content
  const annotations = citationsFor('openai-responses', open.result.citations, text)
  sendForeignCitations(state, open, annotations, out)
  const part = textPart(text, annotations, open.result.logprobs)
  sendOf(state, open, 'response.output_text.done', { ...place, text, logprobs: part['logprobs'] }, out)
  sendOf(state, open, 'response.content_part.done', { ...place, part }, out)
}

/** The positions of other dialects' citations are known only when the text is complete. */
const sendForeignCitations = (
  state: WriteState,
  { id, partIndex: content_index, result }: OpenItem,
  annotations: unknown[],
  out: Frame[],
): void => {
  const sent = (result.citations ?? []).filter(({ dialect }) => dialect === 'openai-responses').length
  annotations.slice(sent).forEach((annotation, place) => {
    const body = { item_id: id, output_index: state.output.length, content_index }
    send(
      state,
      'response.output_text.annotation.added',
      { ...body, annotation_index: sent + place, annotation },
      out,
    )
  })
}

const closeRefusal = (state: WriteState, open: OpenItem, out: Frame[]): void => {
  const place = { content_index: open.partIndex }
  const refusal = open.result.refusal ?? ''
  sendOf(state, open, 'response.refusal.done', { ...place, refusal }, out)
  sendOf(state, open, 'response.content_part.done', { ...place, part: refusalPart(refusal) }, out)
}

const closeSummary = (state: WriteState, open: OpenItem, out: Frame[]): void => {
  const text = open.result.content
  sendOf(state, open, 'response.reasoning_summary_text.done', { summary_index: 0, text }, out)
  const part = { type: 'summary_text', text }
  sendOf(state, open, 'response.reasoning_summary_part.done', { summary_index: 0, part }, out)
}

const closeBlock = (state: WriteState, out: Frame[]): void => {
  const { open } = state
  state.open = undefined
  if (open === undefined) return
  closePart(state, open, out)
  const [item, ...carriers] = writeItems(open.result, state.context, state.blockCount - 1)
  if (item === undefined) return
  if (open.result.block.kind === 'tool-call')
    sendOf(state, open, `${saidEvent(open)}.done`, saidWhole(open.result.block, open.result.content), out)
  const isAdded = firstItem(open.id, open.result.block) !== undefined
  state.ended = [{ item, isAdded }, ...carriers.map((carrier) => ({ item: carrier, isAdded: false }))]
}

const sendEnded = (state: WriteState, reason: FinishReason, out: Frame[]): void => {
  const ended = state.ended.splice(0)
  const items = withEnd(
    ended.map(({ item }) => item),
    reason,
  )
  items.forEach((item, place) => endItem(state, item, ended[place]!.isAdded, out))
}

/** The name of events with the input of a tool. */
const saidEvent = ({ result: { block } }: OpenItem): string =>
  block.kind === 'tool-call' && block.isCustom
    ? 'response.custom_tool_call_input'
    : 'response.function_call_arguments'

const saidWhole = (
  { name, isCustom }: Extract<BlockStart, { kind: 'tool-call' }>,
  said: string,
): JsonObject => (isCustom ? { input: said } : { name, arguments: said || '{}' })

const endItem = (state: WriteState, item: JsonObject, isAdded: boolean, out: Frame[]): void => {
  const place = { output_index: state.output.length, item }
  if (!isAdded) send(state, 'response.output_item.added', place, out)
  send(state, 'response.output_item.done', place, out)
  state.output.push(item)
}

const finish = (
  state: WriteState,
  { reason }: Extract<ChatEvent, { type: 'finish' }>,
  out: Frame[],
): void => {
  sendEnded(state, reason, out)
  state.isEnded = true
  const response = finalResponse(state.fields, state.output, reason, state.usage, state.context)
  send(state, `response.${statusOf(reason)}`, { response }, out)
}
