import type { TaskRow } from '../db/schema/tasks.ts'

export type PolledTask = Pick<TaskRow, 'poll_ms' | 'usual_ms' | 'submitted_at' | 'created_at' | 'deadline_at'>

type Pace = {
  now: Date
  /** The longest wait while there is no reason to stretch it. */
  longestMs: number
  /** How many times as long as usual a task waits now. */
  stretch: number
}

/**
 * The wait for the next poll of a task: longer if it takes longer than usual, and while too many tasks are open. A
 * stretched wait ends when such tasks usually end, because it is then that a poll brings news.
 */
export const pollWaitMs = (task: PolledTask, { now, longestMs, stretch }: Pace): number => {
  const ageMs = now.getTime() - (task.submitted_at ?? task.created_at).getTime()
  const paceMs = Math.min(longestMs, task.poll_ms * Math.max(1, ageMs / task.usual_ms))
  const ends = [task.usual_ms - ageMs, task.deadline_at.getTime() - now.getTime()]
  return Math.min(paceMs * stretch, ...ends.filter((endMs) => endMs > paceMs))
}
