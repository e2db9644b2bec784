import type { FinishReason } from '../../canonical/events.ts'
import { explainedBlocks } from '../../canonical/finish.ts'
import type { ChatResult } from '../../canonical/result.ts'
import { emptyUsage, type Usage } from '../../canonical/usage.ts'
import type { AnswerContext } from '../../dialect.ts'
import { arrayOf, objectOf, textOf, type JsonObject } from '../../json/object.ts'
import { responseFields } from './response-object.ts'
import { writeUsage } from './usage.ts'
import { writeItems } from './write-item.ts'

/** Writes a response. */
export const writeResult = (result: ChatResult, context: AnswerContext): JsonObject => {
  const blocks = [...result.blocks, ...explainedBlocks(result.finish)]
  const output = withEnd(
    blocks.flatMap((block, index) => writeItems(block, context, index)),
    result.finish.reason,
  )
  return finalResponse(responseFields(context), output, result.finish.reason, result.usage, context)
}

const INCOMPLETE: Partial<Record<FinishReason, string>> = {
  length: 'max_output_tokens',
  'content-filter': 'content_filter',
  refusal: 'content_filter',
  // It could continue. In dialects without a pause, it is incomplete.
  pause: 'max_output_tokens',
}

/** The last item of a truncated answer is incomplete; an image never ends in the middle. */
export const withEnd = (items: JsonObject[], reason: FinishReason): JsonObject[] => {
  const last = items.at(-1)
  const canEndEarly = last?.['status'] !== undefined && last['type'] !== 'image_generation_call'
  const isCut = INCOMPLETE[reason] === 'max_output_tokens' && canEndEarly
  return isCut ? [...items.slice(0, -1), { ...last, status: 'incomplete' }] : items
}

/** The event that ends a stream is named after the response's status. */
export const statusOf = (reason: FinishReason): 'completed' | 'incomplete' =>
  INCOMPLETE[reason] === undefined ? 'completed' : 'incomplete'

/** A response at its end: with status, output and usage. */
export const finalResponse = (
  fields: JsonObject,
  output: JsonObject[],
  reason: FinishReason,
  reported: Usage | undefined,
  context: AnswerContext,
): JsonObject => {
  const usage = reported ?? { ...emptyUsage(), isEstimated: true }
  const status = statusOf(reason)
  return {
    ...fields,
    status,
    completed_at: status === 'completed' ? completedAt(context) : null,
    incomplete_details: INCOMPLETE[reason] === undefined ? null : { reason: INCOMPLETE[reason] },
    output,
    output_text: outputText(output),
    usage: writeUsage(usage, context.costUsd?.(usage)),
  }
}

const completedAt = ({ completedAtSeconds, createdAtSeconds }: AnswerContext): number =>
  completedAtSeconds?.() ?? createdAtSeconds

export const outputText = (output: JsonObject[]): string =>
  output
    .filter(({ type }) => type === 'message')
    .flatMap(({ content }) => arrayOf(content).map(objectOf))
    .map((part) => (part['type'] === 'output_text' ? textOf(part['text']) : ''))
    .join('')
