import { BusError } from '@gptget/bus'
import { findTask, planTask, submitOutcome, submitTask } from '@gptget/contracts'
import type { SubmitOutcome, TaskFailure, TaskRoute } from '@gptget/contracts'
import { fromBus } from '@gptget/http'
import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { changeTask } from '../transitions/change-task.ts'
import { findParent } from '../rows/parent.ts'
import { upstreamOf } from '../polls/poll-pace.ts'
import { handleOf, requestOf, routeOf, routeText, triedOf } from '../rows/read-row.ts'
import { newsUrlOf } from '../provider-news/news-url.ts'
import { askRouter } from './ask-router.ts'
import { backoffMs } from './backoff.ts'
import { endAs, failTask } from '../transitions/end-as.ts'

/** A provider needs a while to start, or creates images during the call. A dead router is noticed at once. */
const SUBMIT_TIMEOUT_MS = 720_000
const FIND_TIMEOUT_MS = 20_000

/** Chooses the provider of a task, stores the choice, and only then calls it. */
export const submitWaiting = async (context: Context, row: TaskRow): Promise<TaskRow | null> => {
  if (row.cancel_asked_at !== null)
    return endAs(context, row, { state: 'cancelled', failure: null, quantities: null })
  if (row.deadline_at <= context.now())
    return endAs(context, row, { state: 'expired', failure: null, quantities: null })
  const chosen = await chooseRoute(context, row)
  if ('row' in chosen) return chosen.row
  const { route } = chosen
  const submitting = await changeTask(context, row, {
    state: 'submitting',
    route: routeText(route),
    submitted_at: context.now(),
  })
  return submitting === null ? null : submit(context, submitting, route)
}

const chooseRoute = async (
  context: Context,
  row: TaskRow,
): Promise<{ route: TaskRoute } | { row: TaskRow | null }> => {
  const tried = triedOf(row)
  const parent = await findParent(context, row)
  const planned = await tryPlan(context, row, parent)
  if ('failure' in planned) return { row: await failTask(context, row, planned.failure) }
  const left = planned.routes.filter(({ key }) => !tried.refused.includes(key))
  const [route] = left.filter(({ key }) => !tried.limited.includes(key))
  if (route !== undefined) return { route }
  if (left.length === 0) return { row: await failTask(context, row, lastFailureOf(row)) }
  return { row: await waitForRoom(context, row) }
}

/** Every route is out of capacity: all are tried again later, for as long as a task may wait. */
const waitForRoom = (context: Context, row: TaskRow): Promise<TaskRow | null> => {
  const { config, now } = context
  if (now().getTime() - row.created_at.getTime() > config.taskQueueMs)
    return failTask(context, row, lastFailureOf(row))
  const { refused } = triedOf(row)
  return changeTask(context, row, {
    tried: JSON.stringify({ refused, limited: [] }),
    attempts: row.attempts + 1,
    due_at: new Date(now().getTime() + backoffMs(row.attempts, config.taskLongestPollMs)),
  })
}

const lastFailureOf = ({ failure }: TaskRow): TaskFailure =>
  failure === null
    ? { code: 'no_provider', message: 'No provider of this model supports it.' }
    : (JSON.parse(failure) as TaskFailure)

const tryPlan = async (
  { bus }: Context,
  row: TaskRow,
  parent: TaskRow | null,
): Promise<{ routes: TaskRoute[] } | { failure: TaskFailure }> => {
  try {
    const { type, model } = row
    const pinned = parent === null ? null : routeOf(parent)
    const asked = { type, model, request: requestOf(row), allowedModels: null, pinned }
    return await bus.call(planTask, asked, { attempts: 2 })
  } catch (error) {
    const known = fromBus(error)
    if (!(known instanceof PublicError) || known.isRetryable) throw error
    return { failure: { code: known.code, message: known.message } }
  }
}

const submit = async (context: Context, row: TaskRow, route: TaskRoute): Promise<TaskRow | null> => {
  const outcome = await ask(context, row, route)
  switch (outcome.type) {
    case 'accepted':
      return changeTask(context, row, {
        state: 'running',
        handle: JSON.stringify(outcome.handle),
        ...(outcome.pollMs === undefined ? {} : { poll_ms: outcome.pollMs }),
        ...(outcome.mostPerPoll === undefined ? {} : { most_per_poll: outcome.mostPerPoll }),
        attempts: 0,
        failure: null,
        due_at: firstPollAt(context, row, route),
      })
    case 'unknown':
      return changeTask(context, row, { state: 'unknown', attempts: 0, due_at: context.now() })
    case 'refused':
      return outcome.retry === 'no'
        ? failTask(context, row, outcome.failure)
        : tryElsewhere(context, row, route, outcome)
  }
}

const firstPollAt = ({ config, now, pollPace }: Context, row: TaskRow, route: TaskRoute): Date => {
  const first = { ...row, poll_ms: config.taskFirstPollMs }
  return new Date(now().getTime() + pollPace.waitMs(first, upstreamOf(route)))
}

const tryElsewhere = (
  context: Context,
  row: TaskRow,
  { key }: TaskRoute,
  { failure, retry }: Extract<SubmitOutcome, { type: 'refused' }>,
): Promise<TaskRow | null> => {
  const { refused, limited } = triedOf(row)
  const tried =
    retry === 'later' ? { refused, limited: [...limited, key] } : { refused: [...refused, key], limited }
  return changeTask(context, row, {
    state: 'waiting',
    route: null,
    tried: JSON.stringify(tried),
    failure: JSON.stringify(failure),
    due_at: context.now(),
  })
}

const ask = async (context: Context, row: TaskRow, route: TaskRoute): Promise<SubmitOutcome> => {
  const { account_id: accountId, task_id: taskId, type, model } = row
  const parent = await findParent(context, row)
  const asked = {
    accountId,
    taskId,
    type,
    model,
    route,
    request: requestOf(row),
    parent: parent === null ? null : { ...handleOf(parent), ...followUpOf(row) },
    webhookUrl: newsUrlOf(context, route.providerId, taskId),
  }
  try {
    const how = { answer: submitOutcome, timeoutMs: SUBMIT_TIMEOUT_MS }
    return await askRouter(context, submitTask, asked, how)
  } catch (error) {
    context.logger.warn({ err: error, taskId }, 'a router did not report the outcome of a task')
    // No router accepted it: nothing was sent.
    if (error instanceof BusError && error.code === 'unavailable')
      return { type: 'refused', failure: NO_ROUTER, retry: 'later' }
    return { type: 'unknown', reason: 'No router reported the outcome.' }
  }
}

const NO_ROUTER = { code: 'service_unavailable', message: 'No router is available.' }

/** For example which button of an image is pressed. */
const followUpOf = (row: TaskRow): Record<string, string> =>
  Object.fromEntries(
    Object.entries(requestOf(row).input).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )

/** Its process died during the call, or there was no answer: the provider may have accepted it. */
export const resolveUnknown = async (context: Context, row: TaskRow): Promise<TaskRow | null> => {
  const { bus, config, now } = context
  const { account_id: accountId, task_id: taskId, type } = row
  const asked = { accountId, taskId, type, route: routeOf(row), request: requestOf(row) }
  const { handle, isCertain } = await bus.call(findTask, asked, { timeoutMs: FIND_TIMEOUT_MS })
  const silentMs = now().getTime() - row.submitted_at!.getTime()
  if (handle !== null)
    return changeTask(context, row, {
      state: 'running',
      handle: JSON.stringify(handle),
      attempts: 0,
      due_at: now(),
    })
  if (isCertain && silentMs > config.taskFindMs)
    return changeTask(context, row, { state: 'waiting', route: null, attempts: 0, due_at: now() })
  if (silentMs > config.taskUnknownMs) return failTask(context, row, OUTCOME_UNKNOWN)
  return changeTask(context, row, {
    state: 'unknown',
    attempts: row.attempts + 1,
    due_at: new Date(now().getTime() + backoffMs(row.attempts, config.taskLongestPollMs)),
  })
}

const OUTCOME_UNKNOWN = {
  code: 'outcome_unknown',
  message:
    'The provider did not confirm the request, so it was not sent again. Nothing was charged. Create it again.',
}
