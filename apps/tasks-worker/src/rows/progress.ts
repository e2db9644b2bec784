import type { TaskRow } from '../db/schema/tasks.ts'

/** Without better knowledge, a task is never shown as nearly done. */
const MOST_GUESSED_PERCENT = 95

type Guessed = Pick<TaskRow, 'progress' | 'is_progress_guessed' | 'submitted_at' | 'created_at' | 'usual_ms'>

/**
 * The percent that callers see. If the provider reports none, it is guessed when someone asks: it costs nothing while
 * no one does.
 */
export const progressOf = (row: Guessed, now: Date): number => {
  if (!row.is_progress_guessed) return row.progress
  const elapsedMs = now.getTime() - (row.submitted_at ?? row.created_at).getTime()
  const guess = Math.min(MOST_GUESSED_PERCENT, Math.floor((100 * elapsedMs) / row.usual_ms))
  return Math.max(row.progress, guess)
}

/** A task as callers see it now. */
export const asSeen = (row: TaskRow, now: Date): TaskRow => ({ ...row, progress: progressOf(row, now) })
