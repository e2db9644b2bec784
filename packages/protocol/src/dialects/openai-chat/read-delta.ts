import type { BlockDelta, BlockStart, ChatEvent } from '../../canonical/events.ts'
import { addWholeBlock, appendToLane, openLane, signLane, writeDelta } from '../../canonical/lanes.ts'
import { arrayOf, isObject, objectOf, optionalText, textOf, type JsonObject } from '../../json/object.ts'
import { readDataUrl } from '../data-url.ts'
import { readOpenAiLogprobs } from '../logprobs.ts'
import { detailsOf, signCalls } from './read-call-details.ts'
import { readGoogleSignatures } from './read-google-signatures.ts'
import { readReasoningSignature } from './read-reasoning-signature.ts'
import type { ReadState } from './read-state.ts'
import { readToolPiece } from './read-tool-piece.ts'

/** Reads one `delta` (or `message`) of choice `choice`. Most have a single field. */
export const readDelta = (state: ReadState, delta: JsonObject, choice: number, out: ChatEvent[]): void => {
  const { ofReasoning, ofCalls } = detailsOf(state, delta)
  readReasoning(state, delta, ofReasoning, choice, out)
  const { content } = delta
  if (typeof content === 'string') addText(state, choice, content, out)
  else if (Array.isArray(content))
    for (const part of content) readContentPart(state, objectOf(part), choice, out)
  if (delta['refusal']) add(state, choice, 'text', { kind: 'refusal', text: textOf(delta['refusal']) }, out)
  if (delta['annotations']) readAnnotations(state, arrayOf(delta['annotations']), choice, out)
  if (delta['audio']) readAudio(state, objectOf(delta['audio']), choice, out)
  if (delta['images']) for (const image of arrayOf(delta['images'])) readImage(state, objectOf(image), out)
  if (delta['tool_calls']) {
    for (const piece of arrayOf(delta['tool_calls'])) readToolPiece(state, objectOf(piece), choice, out)
  }
  if (delta['function_call'])
    readToolPiece(state, { function: delta['function_call'], index: 0 }, choice, out)
  if (ofCalls.length > 0) signCalls(state, ofCalls, arrayOf(delta['tool_calls']).map(objectOf), out)
}

const BLOCKS = { text: { kind: 'text' }, thinking: { kind: 'thinking' } } as const satisfies Record<
  string,
  BlockStart
>

const add = (
  state: ReadState,
  choice: number,
  kind: keyof typeof BLOCKS,
  delta: BlockDelta,
  out: ChatEvent[],
) => appendToLane(state.lanes, choice === 0 ? kind : `${kind} ${choice}`, BLOCKS[kind], delta, out)

/**
 * The log probabilities of a delta's text, including those of a refusal, which is text of the answer too.
 */
export const readLogprobs = (
  state: ReadState,
  { logprobs }: JsonObject,
  { content, refusal }: JsonObject,
  choice: number,
  out: ChatEvent[],
): void => {
  if (!isObject(logprobs)) return
  const tokens = readOpenAiLogprobs([...arrayOf(logprobs['content']), ...arrayOf(logprobs['refusal'])])
  const hasText = Boolean(content) || Boolean(refusal) || state.lanes.queue.at(-1)?.block.kind === 'text'
  if (tokens.length > 0 && hasText) add(state, choice, 'text', { kind: 'logprobs', tokens }, out)
}

const addText = (state: ReadState, choice: number, text: string, out: ChatEvent[]): void => {
  if (text !== '') add(state, choice, 'text', { kind: 'text', text }, out)
}

const addThinking = (state: ReadState, choice: number, text: string, out: ChatEvent[]): void => {
  if (text !== '') add(state, choice, 'thinking', { kind: 'thinking', text }, out)
}

/** Mistral sends parts, also for thinking, instead of a string. */
const readContentPart = (state: ReadState, part: JsonObject, choice: number, out: ChatEvent[]): void => {
  if (part['type'] === 'thinking') {
    for (const thought of arrayOf(part['thinking']))
      addThinking(state, choice, textOf(objectOf(thought)['text']), out)
  } else addText(state, choice, textOf(part['text']), out)
}

/**
 * `reasoning_content` is DeepSeek's and vLLM's name, `reasoning` OpenRouter's and Groq's, `thinking` Ollama's.
 * OpenRouter repeats the text in `reasoning_details`, together with the signatures.
 */
const readReasoning = (
  state: ReadState,
  delta: JsonObject,
  details: JsonObject[],
  choice: number,
  out: ChatEvent[],
): void => {
  const plain = optionalText(delta['reasoning_content'] ?? delta['reasoning'] ?? delta['thinking'])
  if (plain !== undefined) {
    state.hasPlainReasoning = true
    addThinking(state, choice, plain, out)
  }
  for (const detail of details) readReasoningDetail(state, detail, choice, out)
}

const readReasoningDetail = (
  state: ReadState,
  detail: JsonObject,
  choice: number,
  out: ChatEvent[],
): void => {
  if (!state.hasPlainReasoning) addThinking(state, choice, textOf(detail['text'] ?? detail['summary']), out)
  const signature = readReasoningSignature(detail)
  if (signature === undefined) return
  const newest = state.lanes.queue.at(-1)
  const lane =
    newest?.block.kind === 'thinking' ? newest : openLane(state.lanes, 'thinking', BLOCKS.thinking, out)
  signLane(state.lanes, lane, signature, out)
}

const readAnnotations = (
  state: ReadState,
  annotations: unknown[],
  choice: number,
  out: ChatEvent[],
): void => {
  for (const value of annotations) {
    add(state, choice, 'text', { kind: 'citation', dialect: 'openai-chat', value }, out)
  }
}

const readAudio = (state: ReadState, audio: JsonObject, choice: number, out: ChatEvent[]): void => {
  const key = `audio ${choice}`
  const newest = state.lanes.queue.at(-1)
  const id = optionalText(audio['id'])
  const lane =
    newest?.key === key
      ? newest
      : openLane(state.lanes, key, { kind: 'audio', ...(id === undefined ? {} : { id }) }, out)
  const base64 = textOf(audio['data'])
  const transcript = optionalText(audio['transcript'])
  if (base64 === '' && transcript === undefined) return
  const delta: BlockDelta = { kind: 'data', base64, ...(transcript === undefined ? {} : { transcript }) }
  writeDelta(state.lanes, lane, delta, out)
}

const readImage = (state: ReadState, image: JsonObject, out: ChatEvent[]): void => {
  const url = image['image_url']
  const data = readDataUrl(textOf(isObject(url) ? url['url'] : url))
  if (data === undefined) return
  const deltas: BlockDelta[] = [{ kind: 'data', base64: data.base64 }]
  const signatures = readGoogleSignatures(image['extra_content'])
  addWholeBlock(state.lanes, { kind: 'image', mediaType: data.mediaType }, deltas, signatures, out)
}
