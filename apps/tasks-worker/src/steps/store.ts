import { BusError } from '@gptget/bus'
import { storedTaskOutput, storeTaskOutput } from '@gptget/contracts'
import type { TaskFailure, TaskOutput, TaskQuantities } from '@gptget/contracts'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { changeTask } from '../transitions/change-task.ts'
import { detailsOf, handleOf, outputsOf, routeOf, type StoredOutput } from '../rows/read-row.ts'
import { askRouter } from './ask-router.ts'
import { backoffMs } from './backoff.ts'
import { chargeable, shareOf } from './charge.ts'
import { endAs, failTask } from '../transitions/end-as.ts'

/** A long video takes a while. */
const STORE_TIMEOUT_MS = 900_000
const MOST_ATTEMPTS = 8

type Copied =
  | { type: 'stored'; file: StoredOutput; expiresAt: string }
  | { type: 'refused'; failure: TaskFailure }
  | { type: 'retry'; reason: unknown }

/** Copies the results. They are announced only after our copy is durable. */
export const storeOutputs = async (context: Context, row: TaskRow): Promise<TaskRow | null> => {
  const copies = await copyAll(context, row, withIndexes(outputsOf(row)))
  const retry = copies.find((copy) => copy.type === 'retry')
  if (retry !== undefined) return tryAgain(context, row, retry.reason)
  const stored = copies.filter((copy) => copy.type === 'stored')
  const delivered = stored.filter(({ file }) => file.variant === '').length
  const refusal = copies.find((copy) => copy.type === 'refused')
  if (delivered === 0 && refusal !== undefined) return failTask(context, row, refusal.failure)
  const { counted, ...details } = detailsOf(row)
  const quantities = chargeable(row, (counted ?? {}) as TaskQuantities, shareOf(row, Math.max(delivered, 1)))
  return endAs(
    context,
    row,
    { state: 'completed', failure: null, quantities },
    {
      files: JSON.stringify(stored.map(({ file }) => file)),
      details: JSON.stringify(details),
      media_expires_at: stored[0] === undefined ? null : new Date(stored[0].expiresAt),
    },
  )
}

type Numbered = TaskOutput & { index: number }

/** Files of each variant are numbered separately: the first thumbnail belongs to the first video. */
const withIndexes = (outputs: readonly TaskOutput[]): Numbered[] => {
  const next = new Map<string, number>()
  return outputs.map((output) => {
    const index = next.get(output.variant) ?? 0
    next.set(output.variant, index + 1)
    return { ...output, index }
  })
}

const copyAll = (context: Context, row: TaskRow, outputs: readonly Numbered[]): Promise<Copied[]> =>
  Promise.all(outputs.map((output) => copy(context, row, output)))

const copy = async (context: Context, row: TaskRow, { index, ...output }: Numbered): Promise<Copied> => {
  const asked = {
    accountId: row.account_id,
    taskId: row.task_id,
    route: routeOf(row),
    handle: handleOf(row),
    index,
    output,
  }
  try {
    const { contentType, expiresAt } = await askRouter(context, storeTaskOutput, asked, {
      answer: storedTaskOutput,
      timeoutMs: STORE_TIMEOUT_MS,
    })
    const { kind, variant } = output
    return { type: 'stored', file: { index, variant, kind, contentType }, expiresAt }
  } catch (error) {
    return output.variant === '' ? failureOf(error) : { type: 'refused', failure: NOT_ESSENTIAL }
  }
}

const NOT_ESSENTIAL = { code: 'no_output', message: 'A thumbnail could not be stored.' }

/** Failures that a retry would not change. */
const REFUSALS: Readonly<Record<string, TaskFailure>> = {
  invalid_request: {
    code: 'invalid_output',
    message: 'The provider made a file of no known format. Nothing was charged.',
  },
  request_too_large: {
    code: 'invalid_output',
    message: 'The provider made a file that is too large. Nothing was charged.',
  },
  storage_quota_exceeded: {
    code: 'storage_quota_exceeded',
    message:
      'The account has no storage for the file. Nothing was charged. Delete media and create it again.',
  },
}

const failureOf = (error: unknown): Copied => {
  const refusal = error instanceof BusError ? REFUSALS[error.code] : undefined
  return refusal === undefined ? { type: 'retry', reason: error } : { type: 'refused', failure: refusal }
}

/** Results are not lost because one of our services is down for a while. */
const OF_THE_PROVIDER = new Set(['provider_unavailable', 'content_expired'])

/** URLs expire, so new ones are requested from the provider. */
const tryAgain = (context: Context, row: TaskRow, reason: unknown): Promise<TaskRow | null> => {
  context.logger.info({ err: reason, taskId: row.task_id }, 'an output was not stored yet')
  const isTheirs = reason instanceof BusError && OF_THE_PROVIDER.has(reason.code)
  const attempts = row.attempts + (isTheirs ? 1 : 0)
  if (attempts >= MOST_ATTEMPTS || row.deadline_at <= context.now())
    return failTask(context, row, {
      code: 'output_lost',
      message:
        'The provider finished, but its file could not be fetched. Nothing was charged. Create it again.',
    })
  const isGone = reason instanceof BusError && reason.code === 'content_expired'
  return changeTask(context, row, {
    attempts,
    ...(isGone ? { state: 'running' as const } : {}),
    due_at: new Date(context.now().getTime() + backoffMs(row.attempts, context.config.taskLongestPollMs)),
  })
}
