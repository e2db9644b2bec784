import type { FINISH_REASONS, RUN_STATUSES } from '@gptget/api/schemas/runs'
import type { Generated } from 'kysely'

export type RunStatus = (typeof RUN_STATUSES)[number]
export type FinishReason = (typeof FINISH_REASONS)[number]

/** A model at work on a computer, or what came of it. */
export type RunRow = {
  run_id: string
  computer_id: string
  account_id: string
  key_id: string
  request_id: string
  thread_id: string
  /** The host that drives it: the computer's. */
  host: string
  model: string
  /** The beginning of what the user asked for. */
  task: Generated<string>
  /** The tool that the model was given; null until it took one. */
  tool: string | null
  /** `waiting`: it ended with a question that a person has to answer. */
  status: RunStatus
  finish_reason: FinishReason | null
  error: string | null
  text: Generated<string>
  steps: Generated<number>
  max_steps: number
  cost_nano_usd: Generated<string>
  max_cost_nano_usd: string | null
  /** JSON: what was charged for each time that the model was asked. */
  generations: Generated<string>
  /** JSON: what was said and done, without pictures, for a run that goes on with it. */
  conversation: string | null
  /** JSON: what a person is asked. */
  pending: string | null
  created_at: Date
  ended_at: Date | null
}

export type RunEventRow = { run_id: string; seq: number; data: string; created_at: Date }

/** A request with an `Idempotency-Key`: the run that it began, and a hash of what it asked. */
export type RunRequestRow = {
  account_id: string
  idempotency_key: string
  fingerprint: string
  run_id: string
}
