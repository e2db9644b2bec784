import type { FINISH_REASONS, RUN_STATUSES } from '@gptget/api/schemas/runs'
import type { Generated } from 'kysely'

export type RunStatus = (typeof RUN_STATUSES)[number]
export type FinishReason = (typeof FINISH_REASONS)[number]

/** A run of a model on a computer. */
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
  /** The model's tool; null until it accepted one. */
  tool: string | null
  /** `waiting`: it ended with a question for a person. */
  status: RunStatus
  finish_reason: FinishReason | null
  error: string | null
  text: Generated<string>
  steps: Generated<number>
  max_steps: number
  cost_nano_usd: Generated<string>
  max_cost_nano_usd: string | null
  /** JSON: the charges of each call of the model. */
  generations: Generated<string>
  /** JSON: the conversation and the actions, without images, for a run that continues it. */
  conversation: string | null
  /** JSON: the question for a person. */
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
