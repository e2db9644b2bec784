import type { BlockStart, Finish, TokenLogprob, Signature } from '../../canonical/events.ts'
import { explainedBlocks } from '../../canonical/finish.ts'
import type { ChatResult, ResultBlock } from '../../canonical/result.ts'
import { emptyUsage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import { writeDataUrl } from '../data-url.ts'
import { compact, type JsonObject } from '../../json/object.ts'
import { writeOpenAiLogprobs } from '../logprobs.ts'
import { citationsFor } from '../url-citations.ts'
import { writeFinishWord } from './finish-words.ts'
import { usageToOpenAi } from './usage.ts'
import { callSignatures, reasoningDetails, googleSignature, textSeparator } from './write-reasoning.ts'

/** Writes a chat completion. */
export const writeResult = (result: ChatResult, context: AnswerContext): JsonObject => {
  const usage = result.usage ?? { ...emptyUsage(), isEstimated: true }
  return {
    id: context.id,
    object: 'chat.completion',
    created: context.createdAtSeconds,
    model: context.model,
    ...(context.provider === undefined ? {} : { provider: context.provider }),
    system_fingerprint: null,
    choices: [
      {
        index: 0,
        message: writeMessage([...result.blocks, ...explainedBlocks(result.finish)], context),
        logprobs: writeLogprobs(result.blocks),
        ...finishFields(result.finish, context),
      },
    ],
    usage: usageToOpenAi(usage, context.costUsd?.(usage)),
  }
}

/** The finish reason, as OpenAI's and, in OpenRouter's field, as the provider's. */
export const finishFields = ({ reason, raw }: Finish, context: AnswerContext): JsonObject => ({
  finish_reason: reason === 'tool-calls' && hasFunctions(context) ? 'function_call' : writeFinishWord(reason),
  native_finish_reason: raw ?? null,
})

/** Whether the caller uses functions instead of tools. */
export const hasFunctions = ({ request }: AnswerContext): boolean => request?.functions === 'asked'

const writeMessage = (blocks: ResultBlock[], context: AnswerContext): JsonObject => {
  const texts = ofKind(blocks, 'text')
  const content = texts.map((block) => block.content).join('')
  const refusal = texts.map((block) => block.refusal ?? '').join('')
  const calls = ofKind(blocks, 'tool-call').map(writeToolCall)
  return compact({
    role: 'assistant',
    content: content === '' ? null : content,
    refusal: refusal === '' ? null : refusal,
    ...writeThinking(blocks, context),
    annotations: writeAnnotations(texts),
    audio: writeAudio(ofKind(blocks, 'audio')[0]),
    images: writeImages(blocks),
    ...writeCalls(calls, context),
  })
}

/** Callers of functions get only the first of several calls, because they expect at most one. */
const writeCalls = (calls: (JsonObject | undefined)[], context: AnswerContext): JsonObject => {
  if (calls.length === 0) return {}
  return hasFunctions(context) ? { function_call: calls[0]?.['function'] } : { tool_calls: calls }
}

const writeLogprobs = (blocks: ResultBlock[]): JsonObject | null => {
  const tokens = blocks.flatMap(({ logprobs }) => logprobs ?? [])
  return tokens.length === 0 ? null : logprobsField(tokens)
}

/** Log probabilities of a choice. */
export const logprobsField = (tokens: readonly TokenLogprob[]): JsonObject => ({
  content: writeOpenAiLogprobs(tokens),
  refusal: null,
})

const ofKind = (blocks: ResultBlock[], kind: ResultBlock['block']['kind']): ResultBlock[] =>
  blocks.filter(({ block }) => block.kind === kind)

const writeToolCall = ({ block, content, signatures }: ResultBlock): JsonObject | undefined =>
  block.kind === 'tool-call'
    ? {
        id: block.id,
        ...calledTool(block, block.isCustom ? content : content || '{}'),
        ...googleSignature(signatures),
      }
    : undefined

/** The called tool with its input: JSON for a function, text for a custom tool. */
export const calledTool = (
  { name, isCustom }: { name: string; isCustom?: boolean },
  said: string,
): JsonObject =>
  isCustom
    ? { type: 'custom', custom: { name, input: said } }
    : { type: 'function', function: { name, arguments: said } }

/** The text has both of its names: `reasoning` (OpenRouter) and `reasoning_content` (DeepSeek, most clients). */
const writeThinking = (blocks: ResultBlock[], { upstream }: AnswerContext): JsonObject => {
  const text = ofKind(blocks, 'thinking')
    .map(({ content }) => content)
    .join('')
  const details = detailsOf(blocks, upstream)
  return {
    ...(text === '' ? {} : { reasoning: text, reasoning_content: text }),
    ...(details.length > 0 ? { reasoning_details: details } : {}),
  }
}

/** The entries of reasoning, and of other signed blocks. Each has its position in the answer. */
const detailsOf = (blocks: ResultBlock[], upstream: AnswerContext['upstream']): JsonObject[] => {
  const position = { textLength: 0, callCount: 0 }
  let index = 0
  let isAfterText = false
  return blocks.flatMap(({ block, content, signatures }) => {
    if (block.kind === 'text') position.textLength += content.length
    if (block.kind === 'tool-call') position.callCount++
    if (block.kind === 'tool-call' && signatures.length > 0)
      return callSignatures(block.id, signatures, index++)
    if (block.kind !== 'thinking' || (content === '' && signatures.length === 0)) return []
    const before = isAfterText && content !== '' ? textSeparator(upstream, index) : []
    isAfterText = content !== ''
    return [...before, ...reasoningDetails(content, signatures, index++, upstream, position)]
  })
}

const writeAnnotations = (texts: ResultBlock[]): unknown[] | undefined => {
  let before = 0
  const annotations = texts.flatMap(({ citations, content }) => {
    const found = citationsFor('openai-chat', citations, content, before)
    before += content.length
    return found
  })
  return annotations.length > 0 ? annotations : undefined
}

const writeAudio = (audio: ResultBlock | undefined): JsonObject | undefined =>
  audio?.block.kind === 'audio'
    ? {
        id: audio.block.id ?? 'audio',
        data: audio.content,
        transcript: audio.transcript ?? '',
        expires_at: 0,
      }
    : undefined

const writeImages = (blocks: ResultBlock[]): unknown[] | undefined => {
  const images = blocks.flatMap(({ block, content, signatures }) =>
    block.kind === 'image' ? [imagePart(block, content, signatures)] : [],
  )
  return images.length > 0 ? images : undefined
}

/** An image of an answer in OpenRouter's format. */
export const imagePart = (
  { mediaType, url }: Extract<BlockStart, { kind: 'image' }>,
  base64: string,
  signatures: readonly Signature[],
): JsonObject => ({
  type: 'image_url',
  image_url: { url: url ?? writeDataUrl(mediaType, base64) },
  ...googleSignature(signatures),
})
