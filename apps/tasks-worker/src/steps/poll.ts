import { cancelUpstreamTask, pollAnswer, pollTasks } from '@gptget/contracts'
import type { Polled } from '@gptget/contracts'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { changeProgress, changeTask, type Progress } from '../transitions/change-task.ts'
import type { PolledRow } from '../rows/claim-due.ts'
import { progressOf } from '../rows/progress.ts'
import { handleOf, polledRouteOf, routeOf } from '../rows/read-row.ts'
import { askRouter } from './ask-router.ts'
import { chargeable } from './charge.ts'
import { endAs, failTask } from '../transitions/end-as.ts'

const POLL_TIMEOUT_MS = 120_000
/** A provider may know a new task with a delay. */
const MOST_TIMES_GONE = 3
/** A task has 100 percent only when our copy is stored. */
const MOST_OPEN_PERCENT = 99

type Answered = { row: PolledRow; polled: Polled }

/** Polls running tasks together. Only news is written. */
export const pollRunning = async (context: Context, rows: readonly PolledRow[]): Promise<void> => {
  const tasks = rows.map((row) => ({
    accountId: row.account_id,
    taskId: row.task_id,
    route: polledRouteOf(row),
    handle: handleOf(row),
  }))
  const how = { answer: pollAnswer, timeoutMs: POLL_TIMEOUT_MS }
  const { results } = await askRouter(context, pollTasks, { tasks }, how)
  const answered = rows.map((row, at) => ({ row, polled: results[at]! }))
  noteUnreachable(context, answered)
  const now = context.now()
  await changeProgress(
    context,
    answered.flatMap((each) => progressIn(each, now)),
  )
  await takeNews(
    context,
    answered.filter((each) => isNews(each, now)),
  )
}

const noteUnreachable = ({ logger }: Context, answered: readonly Answered[]): void => {
  const reasons = answered.flatMap(({ polled }) => (polled.type === 'unreachable' ? [polled.reason] : []))
  if (reasons.length === 0) return
  logger.info({ count: reasons.length, reason: reasons[0] }, 'tasks could not be polled')
}

const progressIn = ({ row, polled }: Answered, now: Date): Progress[] => {
  if (polled.type !== 'running') return []
  const percent = Math.max(row.progress, Math.min(MOST_OPEN_PERCENT, polled.progress ?? 0))
  if (polled.progress !== null && row.is_progress_guessed)
    return [{ row, percent: Math.max(percent, progressOf(row, now)), isGuessed: false }]
  const isGuessed = polled.progress === null && row.progress === 0
  const isSame = percent === row.progress && isGuessed === row.is_progress_guessed && row.attempts === 0
  return isSame ? [] : [{ row, percent, isGuessed }]
}

const isNews = ({ row, polled }: Answered, now: Date): boolean => {
  const isOpen = polled.type === 'running' || polled.type === 'unreachable'
  return !isOpen || row.deadline_at <= now || (polled.type === 'running' && row.cancel_asked_at !== null)
}

/** Read after the answer, because the caller may have cancelled meanwhile. */
const takeNews = async (context: Context, news: readonly Answered[]): Promise<void> => {
  if (news.length === 0) return
  const rows = await context.db
    .selectFrom('tasks')
    .selectAll()
    .where('state', '=', 'running')
    .where(
      'task_id',
      'in',
      news.map(({ row }) => row.task_id),
    )
    .execute()
  const byId = new Map(rows.map((row) => [row.task_id, row]))
  await Promise.all(
    news.map(async ({ row: { task_id: taskId }, polled }) => {
      const row = byId.get(taskId)
      if (row !== undefined) await take(context, row, polled)
    }),
  )
}

const take = async (context: Context, row: TaskRow, polled: Polled): Promise<unknown> => {
  switch (polled.type) {
    case 'running':
    case 'unreachable':
      return row.deadline_at <= context.now() ? expire(context, row) : askToCancel(context, row)
    case 'gone':
      return takeGone(context, row)
    case 'succeeded': {
      const { outputs, quantities, details } = polled
      const counted = { ...routeOf(row).quantities, ...quantities }
      return changeTask(context, row, {
        state: 'storing',
        outputs: JSON.stringify(outputs),
        details: JSON.stringify({ ...details, counted }),
        due_at: context.now(),
      })
    }
    case 'failed':
      return failTask(context, row, polled.failure)
    case 'cancelled':
      return takeCancelled(context, row, polled.isCharged)
    case 'expired':
      return expire(context, row)
  }
}

const takeCancelled = (context: Context, row: TaskRow, isCharged: boolean): Promise<TaskRow | null> => {
  if (row.cancel_asked_at === null) return failTask(context, row, CANCELLED_THERE)
  const quantities = isCharged ? chargeable(row, {}, 1) : null
  return endAs(context, row, { state: 'cancelled', failure: null, quantities })
}

const CANCELLED_THERE = { code: 'generation_failed', message: 'The provider cancelled it.' }

const expire = (context: Context, row: TaskRow): Promise<TaskRow | null> =>
  endAs(context, row, { state: 'expired', failure: EXPIRED, quantities: null })

const EXPIRED = {
  code: 'expired',
  message: 'The task did not finish within its time limit. Nothing was charged.',
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

const takeGone = (context: Context, row: TaskRow): Promise<TaskRow | null> =>
  row.attempts + 1 < MOST_TIMES_GONE
    ? changeTask(context, row, { attempts: row.attempts + 1 })
    : failTask(context, row, {
        code: 'generation_failed',
        message: 'The provider no longer has it. Nothing was charged.',
      })
