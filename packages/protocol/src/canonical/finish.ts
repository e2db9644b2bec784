import type { FinishReason } from './events.ts'

/**
 * Why an answer ended, by what was sent: several providers say `stop` where the answer calls tools, so that clients
 * would not run them, and some say that it calls tools where no call came, so that clients would wait for results.
 */
export const reasonBySent = (reason: FinishReason, hasToolCalls: boolean): FinishReason => {
  if (reason === 'stop' && hasToolCalls) return 'tool-calls'
  return reason === 'tool-calls' && !hasToolCalls ? 'stop' : reason
}
