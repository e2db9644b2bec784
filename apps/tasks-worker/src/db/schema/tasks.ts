import type { TaskType } from '@gptget/contracts'
import type { Generated, Selectable } from 'kysely'

/**
 * `created`: stored, without reserved credit yet. `submitting`: the provider is being called, or was when a process
 * died. `unknown`: it is unknown whether the provider accepted it. `settling`: the outcome is decided, but not booked
 * yet. The last four are final.
 */
export const TASK_STATES = [
  'created',
  'waiting',
  'submitting',
  'unknown',
  'running',
  'storing',
  'settling',
  'completed',
  'failed',
  'cancelled',
  'expired',
] as const
export type TaskState = (typeof TASK_STATES)[number]

/** The API that created a task, for the format of its errors and answers. */
export type Surface = 'tasks' | 'videos' | 'gemini' | 'mj' | 'suno'

/** `request`, `route`, `handle`, `tried`, `outputs`, `files`, `details`, `outcome` and `failure` are JSON texts. */
export type TasksTable = {
  task_id: string
  account_id: string
  key_id: string
  type: TaskType
  surface: Surface
  kind: 'image' | 'video' | 'audio'
  model: string
  state: TaskState
  /** Incremented with each change: a writer must have seen the latest version. */
  version: Generated<string>
  /** As the provider reported it; see `progressOf` for what callers see. */
  progress: Generated<number>
  /** The provider reports none: it is the elapsed share of the usual time. */
  is_progress_guessed: Generated<boolean>
  request: string
  metadata: Generated<string>
  public_url: string
  /** In nano-USD: the reservation, and the final charge. */
  largest_cost: bigint
  cost: bigint | null
  /** The chosen provider; it is never called before this is stored. */
  route: string | null
  handle: string | null
  tried: Generated<string>
  /** The provider's URLs of the results. Never shown to callers. */
  outputs: string | null
  /** The stored files. */
  files: Generated<string>
  details: Generated<string>
  outcome: string | null
  failure: string | null
  usual_ms: number
  /** How often its provider is asked about it. */
  poll_ms: Generated<number>
  /** How many tasks one call to its provider asks about. */
  most_per_poll: Generated<number>
  /** Failed attempts of the current step. */
  attempts: Generated<number>
  /** When a worker must look at it; taking it postpones this. */
  due_at: Date | null
  cancel_asked_at: Date | null
  parent_id: string | null
  callback_url: string | null
  idempotency_key: string | null
  fingerprint: string | null
  created_at: Date
  submitted_at: Date | null
  completed_at: Date | null
  deadline_at: Date
  media_expires_at: Date | null
  expires_at: Date
}
export type TaskRow = Selectable<TasksTable>

export type TaskEventRow = {
  task_id: string
  seq: bigint
  data: string
  created_at: Date
}
