import type { BlockDelta, BlockStart, ChatEvent, Signature, TokenLogprob } from '../../canonical/events.ts'
import { explainedEvents } from '../../canonical/finish.ts'
import { cutFault, publicErrorOf } from '../../canonical/faults.ts'
import { emptyUsage, type Usage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import { objectOf, type JsonObject } from '../../json/object.ts'
import type { Position } from '../placed-thoughts.ts'
import { placedId } from './detail-ids.ts'
import type { Citation } from '../../canonical/result.ts'
import { citationsFor } from '../url-citations.ts'
import { errorForm } from './errors.ts'
import { usageToOpenAi } from './usage.ts'
import {
  callSignatures,
  reasoningSignatures,
  reasoningText,
  googleSignature,
  textSeparator,
} from './write-reasoning.ts'
import { calledTool, hasFunctions, finishFields, imagePart, logprobsField } from './write-result.ts'

export type WriteState = {
  context: AnswerContext
  /** A chunk up to its delta: printed once, not for every token. */
  head: string
  isStarted: boolean
  isEnded: boolean
  open: BlockStart | undefined
  /** Content of the open block that is only complete at its end: signed thinking, images. */
  gathered: string
  signatures: Signature[]
  /**
   * A tool call that has not started yet: its signature, if any, precedes its arguments and is written with its name.
   */
  call: JsonObject | undefined
  toolCount: number
  /** The number of blocks of reasoning, or with signatures. */
  thinkingCount: number
  /** How much text and how many calls were written: the position of the next block of reasoning. */
  position: Position
  /** The newest block of reasoning had text. */
  isAfterText: boolean
  /** Citations of other dialects in the open block. */
  citations: Citation[]
  /** They are written once, before the end: OpenAI's Python helper fails at a second list, and others keep the last. */
  annotations: JsonObject[]
  /** Those of the next text. */
  logprobs: TokenLogprob[]
  usage: Usage | undefined
}

/** Writes a chat completion stream: role, deltas, finish reason with usage, `[DONE]`. */
export const writeStream: Machine<WriteState, ChatEvent, Frame, AnswerContext> = {
  start: (context) => ({
    context,
    head: headOf(context),
    isStarted: false,
    isEnded: false,
    open: undefined,
    gathered: '',
    signatures: [],
    call: undefined,
    toolCount: 0,
    thinkingCount: 0,
    position: { textLength: 0, callCount: 0 },
    isAfterText: false,
    citations: [],
    annotations: [],
    logprobs: [],
    usage: undefined,
  }),
  step: (state, event) => {
    const out: Frame[] = []
    if (!state.isEnded) writeEvent(state, event, out)
    return [state, out]
  },
  end: (state) => {
    const out: Frame[] = []
    if (!state.isEnded) writeFault(state, { type: 'fault', fault: cutFault() }, out)
    return out
  },
}

const writeEvent = (state: WriteState, event: ChatEvent, out: Frame[]): void => {
  if (!state.isStarted) writeRole(state, out)
  switch (event.type) {
    case 'start':
      return
    case 'block-open':
      return openBlock(state, event.block)
    case 'block-delta':
      return writeDelta(state, event.delta, out)
    case 'block-signature':
      state.signatures.push(event.signature)
      return
    case 'block-close':
      return closeBlock(state, out)
    case 'usage':
      state.usage = event.usage
      return
    case 'finish':
      for (const explained of explainedEvents(event, 0)) writeEvent(state, explained, out)
      return writeFinish(state, event, out)
    case 'fault':
      return writeFault(state, event, out)
  }
}

const headOf = ({ id, createdAtSeconds, model, provider }: AnswerContext): string => {
  const fields = { id, object: 'chat.completion.chunk', created: createdAtSeconds, model, provider }
  return `${JSON.stringify(fields).slice(0, -1)},"choices":[{"index":0,"delta":`
}

const writeChunk = (state: WriteState, delta: unknown, out: Frame[]): void => {
  out.push({ data: `${state.head}${JSON.stringify(delta)},"finish_reason":null}]}` })
}

const writeText = (state: WriteState, text: string, out: Frame[]): void => {
  if (state.logprobs.length === 0) return writeChunk(state, { content: text }, out)
  const logprobs = JSON.stringify(logprobsField(state.logprobs.splice(0)))
  const delta = JSON.stringify({ content: text })
  out.push({ data: `${state.head}${delta},"logprobs":${logprobs},"finish_reason":null}]}` })
}

const writeRole = (state: WriteState, out: Frame[]): void => {
  state.isStarted = true
  writeChunk(state, { role: 'assistant', content: '' }, out)
}

const openBlock = (state: WriteState, block: BlockStart): void => {
  state.open = block
  state.gathered = ''
  state.signatures = []
  if (block.kind !== 'tool-call') return
  state.call = {
    index: state.toolCount++,
    id: block.id,
    ...calledTool(block, ''),
  }
}

/** Many clients only read a signature at the beginning of a call. */
const beginCall = (state: WriteState, out: Frame[]): void => {
  if (state.call === undefined) return
  const { call } = state
  state.call = undefined
  state.position.callCount++
  writeCall(state, { ...call, ...googleSignature(state.signatures) }, detailsOfCall(state), out)
  state.signatures = []
}

/** A piece of a call, and the fields next to it. Callers of functions get the first call. */
const writeCall = (state: WriteState, call: JsonObject, beside: JsonObject, out: Frame[]): void => {
  if (!hasFunctions(state.context)) return writeChunk(state, { tool_calls: [call], ...beside }, out)
  if (call['index'] === 0 && call['function'] !== undefined)
    writeChunk(state, { function_call: call['function'], ...beside }, out)
}

const detailsOfCall = (state: WriteState): JsonObject => {
  const { open, signatures } = state
  if (open?.kind !== 'tool-call' || signatures.length === 0) return {}
  return { reasoning_details: callSignatures(open.id, signatures, state.thinkingCount++) }
}

const writeDelta = (state: WriteState, delta: BlockDelta, out: Frame[]): void => {
  switch (delta.kind) {
    case 'text':
      state.position.textLength += delta.text.length
      state.gathered += delta.text
      return writeText(state, delta.text, out)
    case 'thinking':
      return writeThinking(state, delta.text, out)
    case 'refusal':
      return writeChunk(state, { refusal: delta.text }, out)
    case 'arguments':
      beginCall(state, out)
      state.gathered += delta.json
      return writeCall(state, { index: state.toolCount - 1, ...saidTo(state.open, delta.json) }, {}, out)
    case 'data':
      return writeData(state, delta, out)
    case 'logprobs':
      state.logprobs.push(...delta.tokens)
      return
    case 'citation':
      if (delta.dialect === 'openai-chat') state.annotations.push(objectOf(delta.value))
      else state.citations.push(delta)
      return
    case 'opaque':
      return
  }
}

/** Reasoning in all its fields: `reasoning_details` and `reasoning` (OpenRouter), `reasoning_content` (DeepSeek). */
const writeThinking = (state: WriteState, text: string, out: Frame[]): void => {
  const isFirst = state.gathered === ''
  state.gathered += text
  const detail = reasoningText(text, state.context.upstream, state.thinkingCount)
  const details = isFirst ? firstDetails(state, detail) : [detail]
  writeChunk(state, { reasoning: text, reasoning_content: text, reasoning_details: details }, out)
}

/** The first piece of a block has its position, and shows that a new block begins. */
const firstDetails = (state: WriteState, detail: JsonObject): JsonObject[] => {
  const before = state.isAfterText ? textSeparator(state.context.upstream, state.thinkingCount) : []
  return [...before, { ...detail, ...placedId(state.position, undefined) }]
}

const writeData = (
  state: WriteState,
  { base64, transcript }: Extract<BlockDelta, { kind: 'data' }>,
  out: Frame[],
): void => {
  if (state.open?.kind !== 'audio') {
    state.gathered += base64
    return
  }
  const id = state.open.id ?? 'audio'
  writeChunk(state, { audio: { id, data: base64, ...(transcript === undefined ? {} : { transcript }) } }, out)
}

const closeBlock = (state: WriteState, out: Frame[]): void => {
  const { open, gathered } = state
  if (open?.kind === 'image')
    writeChunk(state, { images: [imagePart(open, gathered, state.signatures)] }, out)
  if (open?.kind === 'text') closeText(state)
  if (open?.kind === 'tool-call') closeToolCall(state, out)
  if (open?.kind === 'thinking') closeThinking(state, out)
  state.open = undefined
}

/** The positions of other dialects' citations are known only when the text is complete. */
const closeText = (state: WriteState): void => {
  if (state.citations.length === 0) return
  const before = state.position.textLength - state.gathered.length
  state.annotations.push(
    ...citationsFor('openai-chat', state.citations.splice(0), state.gathered, before).map(objectOf),
  )
}

const closeThinking = (state: WriteState, out: Frame[]): void => {
  const details = reasoningSignatures(state.signatures, state.thinkingCount++, state.position)
  state.isAfterText = state.gathered !== ''
  if (details.length === 0) return
  // OpenAI's stream helper only keeps the last piece of this field, so it must repeat the text.
  const whole = details.map((detail) => ({ ...detail, whole_text: state.gathered }))
  writeChunk(state, { reasoning_details: whole }, out)
}

/** The next piece of a tool's input. */
const saidTo = (block: BlockStart | undefined, said: string) =>
  block?.kind === 'tool-call' && block.isCustom
    ? { custom: { input: said } }
    : { function: { arguments: said } }

const closeToolCall = (state: WriteState, out: Frame[]): void => {
  beginCall(state, out)
  const index = state.toolCount - 1
  // A call without arguments still needs a JSON object, because clients parse the text.
  const isCustom = state.open?.kind === 'tool-call' && state.open.isCustom
  if (state.gathered === '' && !isCustom) writeCall(state, { index, function: { arguments: '{}' } }, {}, out)
  if (state.signatures.length > 0)
    writeCall(state, { index, ...googleSignature(state.signatures) }, detailsOfCall(state), out)
}

const writeFinish = (
  state: WriteState,
  event: Extract<ChatEvent, { type: 'finish' }>,
  out: Frame[],
): void => {
  state.isEnded = true
  if (state.annotations.length > 0) writeChunk(state, { annotations: state.annotations }, out)
  const usage = state.usage ?? { ...emptyUsage(), isEstimated: true }
  const printed = JSON.stringify(usageToOpenAi(usage, state.context.costUsd?.(usage)))
  const ending = JSON.stringify(finishFields(event, state.context)).slice(1)
  const chunk = `${state.head}{},${ending}]`
  if (wantsUsageChunk(state.context)) {
    const head = state.head.slice(0, state.head.lastIndexOf('"choices":['))
    out.push({ data: `${chunk}}` }, { data: `${head}"choices":[],"usage":${printed}}` })
  } else out.push({ data: `${chunk},"usage":${printed}}` })
  out.push({ data: '[DONE]' })
}

/**
 * If requested, usage is in a separate chunk without choices, as OpenAI sends it. Otherwise it is with the finish
 * reason, because other clients often read `choices[0]` of every chunk.
 */
const wantsUsageChunk = ({ request }: AnswerContext): boolean =>
  request?.source === 'openai-chat' &&
  objectOf(request.extensions['stream_options'])['include_usage'] === true

const writeFault = (
  state: WriteState,
  { fault }: Extract<ChatEvent, { type: 'fault' }>,
  out: Frame[],
): void => {
  state.isEnded = true
  out.push(...errorForm.events(publicErrorOf(fault), state.context))
}
