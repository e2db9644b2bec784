import type { TaskRow, TaskState } from '../db/schema/tasks.ts'

export const TASK_STATUSES = ['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'expired'] as const
export type TaskStatus = (typeof TASK_STATUSES)[number]

const STATUS_OF: Readonly<Record<TaskState, TaskStatus>> = {
  created: 'queued',
  waiting: 'queued',
  submitting: 'queued',
  unknown: 'in_progress',
  running: 'in_progress',
  storing: 'in_progress',
  settling: 'in_progress',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'expired',
}

/** The status that callers see: never more than they may know. */
export const statusOf = ({ state }: Pick<TaskRow, 'state'>): TaskStatus => STATUS_OF[state]

export const statesOf = (status: TaskStatus): TaskState[] =>
  (Object.keys(STATUS_OF) as TaskState[]).filter((state) => STATUS_OF[state] === status)

export const isEnded = ({ due_at }: Pick<TaskRow, 'due_at'>): boolean => due_at === null
