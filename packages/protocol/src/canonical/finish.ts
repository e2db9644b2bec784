import type { FinishReason } from './events.ts'

/**
 * Why an answer ended, by its content: several providers say `stop` for an answer with tool calls, so that clients
 * would not run them, and some report tool calls without any, so that clients would wait.
 */
export const reasonBySent = (reason: FinishReason, hasToolCalls: boolean): FinishReason => {
  if (reason === 'stop' && hasToolCalls) return 'tool-calls'
  return reason === 'tool-calls' && !hasToolCalls ? 'stop' : reason
}
