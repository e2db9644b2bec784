import type { AttemptRecord } from '@gptget/contracts'
import type { Route } from '../../catalog/catalog.ts'
import type { AttemptOutcome } from '../generation/attempt-outcome.ts'

/** The record of an attempt, for the receipt. */
export const attemptRecord = (
  route: Route,
  startedAtMs: number,
  nowMs: number,
  outcome: AttemptOutcome,
): AttemptRecord => ({
  provider: route.provider.id,
  upstreamModel: route.upstreamModel,
  startedAt: new Date(startedAtMs).toISOString(),
  durationMs: nowMs - startedAtMs,
  firstTokenMs: ttftOf(outcome),
  status: outcome.status,
  error: 'fault' in outcome ? { code: outcome.fault.code, message: outcome.fault.message } : null,
  outcome: outcome.type,
})

const ttftOf = (outcome: AttemptOutcome): number | null => {
  if (outcome.type === 'finished') return outcome.answered.ttftMs
  return outcome.type === 'broken' ? outcome.ttftMs : null
}
