import type { BlockStart, FinishReason, Seal } from '../../canonical/events.ts'
import type { ChatResult, ResultBlock } from '../../canonical/result.ts'
import { emptyUsage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import { writeSeals } from '../carried-seals.ts'
import { argumentsOf } from '../arguments-of.ts'
import { objectOf, type JsonObject } from '../json.ts'
import { BLOCKED_PROMPT } from './read-stream.ts'
import { writeUsage } from './usage.ts'

/** Writes a `generateContent` response. */
export const writeResult = (result: ChatResult, context: AnswerContext): JsonObject => {
  const parts = result.blocks.flatMap(writeBlock)
  const citations = result.blocks.flatMap((block) => block.citations ?? [])
  const hasRefusal = result.blocks.some(({ refusal }) => refusal !== undefined)
  const usage = result.usage ?? emptyUsage()
  return {
    ...writeEnding(result.finish, parts, sourcesOf(citations), hasRefusal),
    usageMetadata: writeUsage(usage, context.costUsd?.(usage)),
    modelVersion: context.model,
    responseId: context.id,
  }
}

/** The last candidate of an answer, or what stands in its place when the prompt was refused. */
export const writeEnding = (
  finish: ChatResult['finish'],
  parts: JsonObject[],
  sources: JsonObject,
  hasRefusal: boolean,
): JsonObject => {
  if (finish.raw?.startsWith(BLOCKED_PROMPT)) {
    return { promptFeedback: { blockReason: finish.raw.slice(BLOCKED_PROMPT.length) } }
  }
  // Clients drop an answer from the conversation when a chunk of it has no part.
  const content = { parts: parts.length > 0 ? parts : [{ text: '' }], role: 'model' }
  return {
    candidates: [
      { content, finishReason: writeFinishReason(finish.reason, hasRefusal), index: 0, ...sources },
    ],
  }
}

const FINISH_REASONS: Record<FinishReason, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'tool-calls': 'STOP',
  'content-filter': 'SAFETY',
  refusal: 'SAFETY',
  pause: 'OTHER',
  error: 'OTHER',
  other: 'OTHER',
}

const writeFinishReason = (reason: FinishReason, hasRefusal: boolean): string =>
  hasRefusal && reason === 'stop' ? 'SAFETY' : FINISH_REASONS[reason]

/** Grounding and citations stand beside the content, not in it. */
export const sourcesOf = (citations: NonNullable<ResultBlock['citations']>): JsonObject =>
  Object.assign(
    {},
    ...citations.filter(({ dialect }) => dialect === 'gemini').map(({ value }) => objectOf(value)),
  )

const writeBlock = (result: ResultBlock): JsonObject[] => {
  const { block, content, seals } = result
  switch (block.kind) {
    case 'text':
      return textParts(content + (result.refusal ?? ''), seals)
    case 'thinking':
      return content === '' && seals.length === 0
        ? []
        : [{ text: content, thought: true, ...sealField(seals) }]
    default:
      return wholePart(block, content, seals)
  }
}

const textParts = (text: string, seals: readonly Seal[]): JsonObject[] =>
  text === '' && seals.length === 0 ? [] : [{ text, ...sealField(seals) }]

/** A part that exists only whole, even in a stream. */
export const wholePart = (block: BlockStart, content: string, seals: readonly Seal[]): JsonObject[] => {
  switch (block.kind) {
    case 'tool-call':
      return [
        { functionCall: { id: block.id, name: block.name, args: argumentsOf(content) }, ...sealField(seals) },
      ]
    case 'image':
      return [{ inlineData: { mimeType: block.mediaType, data: content }, ...sealField(seals) }]
    case 'audio':
      return [
        { inlineData: { mimeType: `audio/${block.format ?? 'wav'}`, data: content }, ...sealField(seals) },
      ]
    case 'opaque':
      return block.dialect === 'gemini' ? [objectOf(block.value)] : []
    case 'text':
    case 'thinking':
      return []
  }
}

export const sealField = (seals: readonly Seal[]): JsonObject =>
  seals.length === 0 ? {} : { thoughtSignature: writeSeals('gemini', seals) }
