import type { TaskFailure } from '@gptget/contracts'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { changeTask, type Changes } from './change-task.ts'
import { progressOf } from '../rows/progress.ts'
import type { Outcome } from '../rows/read-row.ts'

/** Decides the outcome of a task. The first to write it wins; any worker may then settle its money. */
export const endAs = (
  context: Context,
  row: TaskRow,
  outcome: Outcome,
  more: Changes = {},
): Promise<TaskRow | null> =>
  changeTask(context, row, {
    ...more,
    state: 'settling',
    outcome: JSON.stringify(outcome),
    progress: progressOf(row, context.now()),
    is_progress_guessed: false,
    attempts: 0,
    due_at: context.now(),
  })

export const failTask = (context: Context, row: TaskRow, failure: TaskFailure): Promise<TaskRow | null> =>
  endAs(context, row, { state: 'failed', failure, quantities: null })
