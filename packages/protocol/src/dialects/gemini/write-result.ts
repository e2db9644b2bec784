import type { BlockStart, FinishReason, Signature } from '../../canonical/events.ts'
import type { ChatResult, ResultBlock } from '../../canonical/result.ts'
import { emptyUsage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import { writeCallSignatures, writeSignatures, type CarriedThought } from '../carried-signatures.ts'
import { keepThought, startThoughts, takeThoughts, type ThoughtState } from './carried-thoughts.ts'
import { argumentsOf } from '../arguments-of.ts'
import { compact, objectOf, type JsonObject } from '../../json/object.ts'
import { writeGeminiLogprobs } from '../logprobs.ts'
import { sourcesOf, type CitedText } from '../url-citations.ts'
import { BLOCKED_PROMPT } from './read-stream.ts'
import { writeUsage } from './usage.ts'

/** Writes a `generateContent` response. */
export const writeResult = (result: ChatResult, context: AnswerContext): JsonObject => {
  const thoughts = startThoughts(context)
  const parts = result.blocks.flatMap((block) => writeBlock(block, thoughts))
  const hasRefusal = result.blocks.some(({ refusal }) => refusal !== undefined)
  const usage = result.usage ?? emptyUsage()
  const logprobs = writeGeminiLogprobs(result.blocks.flatMap((block) => block.logprobs ?? []))
  return {
    ...writeEnding(
      result.finish,
      parts,
      { ...sourcesOf(citedTexts(result.blocks)), ...logprobs },
      hasRefusal,
    ),
    usageMetadata: writeUsage(usage, context.costUsd?.(usage)),
    modelVersion: context.model,
    responseId: context.id,
  }
}

/** The last candidate of an answer, or what replaces it if the prompt was refused. */
export const writeEnding = (
  finish: ChatResult['finish'],
  parts: JsonObject[],
  beside: JsonObject,
  hasRefusal: boolean,
): JsonObject => {
  if (finish.raw?.startsWith(BLOCKED_PROMPT)) {
    const blockReason = finish.raw.slice(BLOCKED_PROMPT.length)
    return { promptFeedback: compact({ blockReason, blockReasonMessage: finish.explanation }) }
  }
  // Clients drop an answer from the conversation if a chunk of it has no part.
  const content = { parts: parts.length > 0 ? parts : [{ text: '' }], role: 'model' }
  return {
    candidates: [
      compact({
        content,
        finishReason: writeFinishReason(finish.reason, hasRefusal),
        finishMessage: finish.explanation,
        index: 0,
        ...beside,
      }),
    ],
  }
}

const FINISH_REASONS: Record<FinishReason, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
  refusal: 'SAFETY',
  pause: 'MAX_TOKENS',
  error: 'OTHER',
  other: 'OTHER',
}

const writeFinishReason = (reason: FinishReason, hasRefusal: boolean): string =>
  hasRefusal && reason === 'stop' ? 'SAFETY' : FINISH_REASONS[reason]

/** Grounding and citations are next to the content, not in it. */
const citedTexts = (blocks: ResultBlock[]): CitedText[] => {
  let byteOffset = 0
  return blocks
    .filter(({ block }) => block.kind === 'text')
    .map(({ content, citations = [] }) => {
      const cited = { text: content, citations, byteOffset }
      byteOffset += Buffer.byteLength(content)
      return cited
    })
}

const writeBlock = (result: ResultBlock, thoughts: ThoughtState): JsonObject[] => {
  const { block, content, signatures } = result
  keepThought(thoughts, block, content, signatures)
  if (block.kind === 'text') thoughts.textLength += content.length
  switch (block.kind) {
    case 'text':
      return textParts(content + (result.refusal ?? ''), signatures)
    case 'thinking':
      return content === '' && signatures.length === 0
        ? []
        : [{ text: content, thought: true, ...signatureField(signatures) }]
    default:
      return wholePart(block, content, signatures, takeThoughts(thoughts, block))
  }
}

const textParts = (text: string, signatures: readonly Signature[]): JsonObject[] =>
  text === '' && signatures.length === 0 ? [] : [{ text, ...signatureField(signatures) }]

/** A part that is always sent whole, even in a stream. */
export const wholePart = (
  block: BlockStart,
  content: string,
  signatures: readonly Signature[],
  thoughts: CarriedThought[] = [],
): JsonObject[] => {
  switch (block.kind) {
    case 'tool-call':
      return [
        {
          functionCall: { id: block.id, name: block.name, args: argumentsOf(content) },
          ...callSignatureField(signatures, thoughts),
        },
      ]
    case 'image':
      return [{ ...imageField(block, content), ...signatureField(signatures) }]
    case 'audio':
      return [
        {
          inlineData: { mimeType: `audio/${block.format ?? 'wav'}`, data: content },
          ...signatureField(signatures),
        },
      ]
    case 'opaque':
      return block.dialect === 'gemini' ? [objectOf(block.value)] : []
    case 'text':
    case 'thinking':
      return []
  }
}

/** The signature of a call, with the thoughts that it carries. */
const callSignatureField = (signatures: readonly Signature[], thoughts: CarriedThought[]): JsonObject => {
  const thoughtSignature = writeCallSignatures('gemini', signatures, thoughts)
  return thoughtSignature === '' ? {} : { thoughtSignature }
}

export const signatureField = (signatures: readonly Signature[]): JsonObject =>
  signatures.length === 0 ? {} : { thoughtSignature: writeSignatures('gemini', signatures) }

/** An image: its data, or its URL. */
const imageField = ({ mediaType, url }: Extract<BlockStart, { kind: 'image' }>, data: string): JsonObject =>
  url === undefined
    ? { inlineData: { mimeType: mediaType, data } }
    : { fileData: { mimeType: mediaType, fileUri: url } }
