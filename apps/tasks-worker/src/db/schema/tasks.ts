import type { TaskType } from '@gptget/contracts'
import type { Generated, Selectable } from 'kysely'

/**
 * `created`: written down, its credit not set aside yet. `submitting`: the provider is being asked, or was when a
 * process died. `unknown`: nobody can tell whether it was taken. `settling`: how it ends is decided, its money is not
 * booked yet. The last four are for good.
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

/** The paths by which a task was made: how its errors and answers look there. */
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
  /** Grows with each change: who changes a task must have seen the last one. */
  version: Generated<string>
  progress: Generated<number>
  request: string
  metadata: Generated<string>
  public_url: string
  /** In nano-USD: what is set aside, and what was charged in the end. */
  largest_cost: bigint
  cost: bigint | null
  /** Who does it; the provider is never asked before this is written. */
  route: string | null
  handle: string | null
  tried: Generated<string>
  /** Where the provider keeps what it made. Never shown to callers. */
  outputs: string | null
  /** What is stored here of it. */
  files: Generated<string>
  details: Generated<string>
  outcome: string | null
  failure: string | null
  usual_ms: number
  /** Of the step that it is at, without success. */
  attempts: Generated<number>
  /** When somebody is to look at it; who takes it up puts this off. */
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
