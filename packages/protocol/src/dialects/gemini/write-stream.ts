import type { BlockDelta, BlockStart, ChatEvent, Signature, TokenLogprob } from '../../canonical/events.ts'
import { cutFault, publicErrorOf } from '../../canonical/faults.ts'
import { emptyUsage, type Usage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import type { Machine } from '../../canonical/machine.ts'
import type { Frame } from '../../wire/sse.ts'
import type { JsonObject } from '../../json/object.ts'
import { writeGeminiLogprobs } from '../logprobs.ts'
import { keepThought, startThoughts, takeThoughts, type ThoughtState } from './carried-thoughts.ts'
import type { Citation } from '../../canonical/result.ts'
import { sourcesOf, type CitedText } from '../url-citations.ts'
import { errorForm } from './errors.ts'
import { writeUsage } from './usage.ts'
import { signatureField, wholePart, writeEnding } from './write-result.ts'

export type WriteState = {
  context: AnswerContext
  isEnded: boolean
  open: BlockStart | undefined
  /** The content of the open block, if it can only be sent whole. */
  gathered: string
  signatures: Signature[]
  /** Thoughts that are not carried by a call yet. */
  thoughts: ThoughtState
  /** The texts with citations, and the bytes of text sent so far. */
  cited: CitedText[]
  citations: Citation[]
  /** Those of the next text. */
  logprobs: TokenLogprob[]
  byteOffset: number
  hasRefusal: boolean
  usage: Usage | undefined
}

/** Writes a `streamGenerateContent` stream: one response per piece, the last with the finish reason and usage. */
export const writeStream: Machine<WriteState, ChatEvent, Frame, AnswerContext> = {
  start: (context) => ({
    context,
    isEnded: false,
    open: undefined,
    gathered: '',
    signatures: [],
    thoughts: startThoughts(context),
    cited: [],
    citations: [],
    logprobs: [],
    byteOffset: 0,
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
      return
    case 'block-open':
      state.open = event.block
      state.gathered = ''
      state.signatures = []
      return
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
      return writeFinish(state, event, out)
    case 'fault':
      state.isEnded = true
      out.push(...errorForm.events(publicErrorOf(event.fault), state.context))
      return
  }
}

const send = ({ context }: WriteState, response: JsonObject, out: Frame[]): void => {
  out.push({ data: JSON.stringify({ ...response, modelVersion: context.model, responseId: context.id }) })
}

const sendPart = (state: WriteState, part: JsonObject, out: Frame[]): void => {
  const logprobs = writeGeminiLogprobs(state.logprobs.splice(0))
  send(state, { candidates: [{ content: { parts: [part], role: 'model' }, index: 0, ...logprobs }] }, out)
}

const writeDelta = (state: WriteState, delta: BlockDelta, out: Frame[]): void => {
  switch (delta.kind) {
    case 'refusal':
      state.hasRefusal = true
      return sendPart(state, { text: delta.text }, out)
    case 'text':
      state.thoughts.textLength += delta.text.length
      state.gathered += delta.text
      return sendPart(state, { text: delta.text }, out)
    case 'thinking':
      if (state.thoughts.isWanted) state.gathered += delta.text
      return sendPart(state, { text: delta.text, thought: true }, out)
    case 'arguments':
      state.gathered += delta.json
      return
    case 'data':
      state.gathered += delta.base64
      return
    case 'logprobs':
      state.logprobs.push(...delta.tokens)
      return
    case 'citation':
      state.citations.push(delta)
      return
    case 'opaque':
      return
  }
}

const closeBlock = (state: WriteState, out: Frame[]): void => {
  const { open, signatures, gathered } = state
  state.open = undefined
  if (open === undefined) return
  if (open.kind === 'text') keepCited(state)
  keepThought(state.thoughts, open, gathered, signatures)
  const carried = takeThoughts(state.thoughts, open)
  for (const part of wholePart(open, gathered, signatures, carried)) sendPart(state, part, out)
  if (signatures.length === 0) return
  if (open.kind === 'text') sendPart(state, { text: '', ...signatureField(signatures) }, out)
  if (open.kind === 'thinking')
    sendPart(state, { text: '', thought: true, ...signatureField(signatures) }, out)
}

const keepCited = (state: WriteState): void => {
  const { gathered: text, byteOffset } = state
  if (state.citations.length > 0) state.cited.push({ text, citations: state.citations.splice(0), byteOffset })
  state.byteOffset += Buffer.byteLength(text)
}

const writeFinish = (
  state: WriteState,
  event: Extract<ChatEvent, { type: 'finish' }>,
  out: Frame[],
): void => {
  state.isEnded = true
  const ending = writeEnding(event, [], sourcesOf(state.cited), state.hasRefusal)
  const usage = state.usage ?? emptyUsage()
  send(state, { ...ending, usageMetadata: writeUsage(usage, state.context.costUsd?.(usage)) }, out)
}
