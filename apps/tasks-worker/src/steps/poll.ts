import { cancelUpstreamTask, pollAnswer, pollTasks } from '@gptget/contracts'
import type { Polled } from '@gptget/contracts'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { changeTask } from '../transitions/change-task.ts'
import { putOff } from '../rows/claim-due.ts'
import { handleOf, routeOf } from '../rows/read-row.ts'
import { askRouter } from './ask-router.ts'
import { chargeable } from './charge.ts'
import { endAs, failTask } from '../transitions/end-as.ts'

const POLL_TIMEOUT_MS = 120_000
/** A provider may know a new task with a delay. */
const MOST_TIMES_GONE = 3
/** Without better knowledge, a task is never shown as nearly done. */
const MOST_GUESSED_PERCENT = 95
/** Estimated progress is reported in steps: each report changes the task, and most polls only estimate. */
const GUESSED_STEP_PERCENT = 5

type Next = { row: TaskRow; dueAt: Date }

/** Polls running tasks together; those without news are postponed together. */
export const pollRunning = async (context: Context, rows: readonly TaskRow[]): Promise<void> => {
  const tasks = rows.map((row) => ({
    accountId: row.account_id,
    taskId: row.task_id,
    route: routeOf(row),
    handle: handleOf(row),
  }))
  const how = { answer: pollAnswer, timeoutMs: POLL_TIMEOUT_MS }
  const { results, nextPollMs } = await askRouter(context, pollTasks, { tasks }, how)
  const unchanged = await Promise.all(
    rows.map((row, at) => take(context, row, results[at]!, nextDue(context, row, nextPollMs[at]!))),
  )
  await putOff(
    context,
    unchanged.filter((next) => next !== null),
  )
}

/** Slow tasks are polled less often. */
const nextDue = ({ config, now }: Context, row: TaskRow, intervalMs: number): Date => {
  const ageMs = now().getTime() - (row.submitted_at ?? row.created_at).getTime()
  const slower = Math.max(1, ageMs / row.usual_ms)
  return new Date(now().getTime() + Math.min(config.taskLongestPollMs, intervalMs * slower))
}

const take = async (context: Context, row: TaskRow, polled: Polled, dueAt: Date): Promise<Next | null> => {
  switch (polled.type) {
    case 'running':
      return takeRunning(context, row, polled, dueAt)
    case 'unreachable':
      context.logger.info({ taskId: row.task_id, reason: polled.reason }, 'a task could not be polled')
      return isOverdue(context, row) ? expire(context, row) : { row, dueAt }
    case 'gone':
      return takeGone(context, row, dueAt)
    case 'succeeded': {
      const { outputs, quantities, details } = polled
      const counted = { ...quantitiesIn(row), ...quantities }
      await changeTask(context, row, {
        state: 'storing',
        outputs: JSON.stringify(outputs),
        details: JSON.stringify({ ...details, counted }),
        due_at: context.now(),
      })
      return null
    }
    case 'failed':
      await failTask(context, row, polled.failure)
      return null
    case 'cancelled': {
      const quantities = polled.isCharged ? chargeable(row, {}, 1) : null
      const state = (await isCancelAsked(context, row)) ? 'cancelled' : 'failed'
      const failure = state === 'failed' ? CANCELLED_THERE : null
      await endAs(context, row, { state, failure, quantities: state === 'failed' ? null : quantities })
      return null
    }
    case 'expired':
      await expire(context, row)
      return null
  }
}

/** Read again, because the caller may have cancelled while the provider was polled. */
const isCancelAsked = async ({ db }: Context, { task_id }: TaskRow): Promise<boolean> => {
  const row = await db
    .selectFrom('tasks')
    .select('cancel_asked_at')
    .where('task_id', '=', task_id)
    .executeTakeFirst()
  return row !== undefined && row.cancel_asked_at !== null
}

const CANCELLED_THERE = { code: 'generation_failed', message: 'The provider cancelled it.' }

const quantitiesIn = (row: TaskRow) => routeOf(row).quantities

const isOverdue = ({ now }: Context, { deadline_at }: TaskRow): boolean => deadline_at <= now()

const expire = async (context: Context, row: TaskRow): Promise<null> => {
  await endAs(context, row, { state: 'expired', failure: EXPIRED, quantities: null })
  return null
}

const EXPIRED = {
  code: 'expired',
  message: 'The task did not finish within its time limit. Nothing was charged.',
}

const takeRunning = async (
  context: Context,
  row: TaskRow,
  { progress }: Extract<Polled, { type: 'running' }>,
  dueAt: Date,
): Promise<Next | null> => {
  if (isOverdue(context, row)) return expire(context, row)
  if (row.cancel_asked_at !== null) await askToCancel(context, row)
  const percent = Math.max(row.progress, Math.min(99, progress ?? guessProgress(context, row)))
  const isTold = percent >= row.progress + (progress === null ? GUESSED_STEP_PERCENT : 1)
  if (!isTold) return { row, dueAt }
  await changeTask(context, row, { progress: percent, attempts: 0, due_at: dueAt })
  return null
}

/** From the usual duration of such tasks. */
const guessProgress = ({ now }: Context, { submitted_at, created_at, usual_ms }: TaskRow): number => {
  const elapsedMs = now().getTime() - (submitted_at ?? created_at).getTime()
  return Math.min(MOST_GUESSED_PERCENT, Math.floor((100 * elapsedMs) / usual_ms))
}

const askToCancel = async ({ bus, logger }: Context, row: TaskRow): Promise<void> => {
  const asked = {
    accountId: row.account_id,
    taskId: row.task_id,
    route: routeOf(row),
    handle: handleOf(row),
  }
  await bus.call(cancelUpstreamTask, asked, { timeoutMs: POLL_TIMEOUT_MS }).catch((error: unknown) => {
    logger.info({ err: error, taskId: row.task_id }, 'a task was not cancelled yet')
  })
}

const takeGone = async (context: Context, row: TaskRow, dueAt: Date): Promise<Next | null> => {
  if (row.attempts + 1 < MOST_TIMES_GONE)
    await changeTask(context, row, { attempts: row.attempts + 1, due_at: dueAt })
  else
    await failTask(context, row, {
      code: 'generation_failed',
      message: 'The provider no longer has it. Nothing was charged.',
    })
  return null
}
