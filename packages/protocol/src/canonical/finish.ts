import type { ChatEvent, Finish, FinishReason } from './events.ts'
import type { ResultBlock } from './result.ts'

/**
 * Why an answer ended, by its content: several providers say `stop` for an answer with tool calls, so that clients
 * would not run them, and some report tool calls without any, so that clients would wait.
 */
export const reasonBySent = (reason: FinishReason, hasToolCalls: boolean): FinishReason => {
  if (reason === 'stop' && hasToolCalls) return 'tool-calls'
  return reason === 'tool-calls' && !hasToolCalls ? 'stop' : reason
}

/** Whether an answer was refused, by the model or by a filter. */
export const isRefused = ({ reason }: Finish): boolean => reason === 'refusal' || reason === 'content-filter'

/**
 * The explanation of a refusal as a block, for dialects that have it among what the model says; none if there is no
 * explanation.
 */
export const explainedBlocks = (finish: Finish): ResultBlock[] =>
  isRefused(finish) && finish.explanation !== undefined
    ? [{ block: { kind: 'text' }, content: '', refusal: finish.explanation, signatures: [] }]
    : []

/** The same as the events of a stream; `index`: the block's. */
export const explainedEvents = (finish: Finish, index: number): ChatEvent[] =>
  explainedBlocks(finish).flatMap(({ block, refusal: text = '' }) => [
    { type: 'block-open', index, block },
    { type: 'block-delta', index, delta: { kind: 'refusal', text } },
    { type: 'block-close', index },
  ])
