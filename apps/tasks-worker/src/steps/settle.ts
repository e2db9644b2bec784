import { captureCredit, releaseCredit } from '@gptget/credit'
import { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import { priceLines } from '@gptget/money'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { changeTask } from '../transitions/change-task.ts'
import { outcomeOf, routeOf } from '../rows/read-row.ts'

export const OWNER = 'tasks'
export const subjectOf = (taskId: string): string => `task.${taskId}`

/**
 * Books the decided outcome, and then ends the task. Billing identifies hold and charge by name, so this is safe to
 * repeat.
 */
export const settleTask = async (context: Context, row: TaskRow): Promise<TaskRow | null> => {
  const { state, failure, quantities } = outcomeOf(row)
  const costNanoUsd =
    quantities === null ? await release(context, row) : await capture(context, row, quantities)
  context.metrics.tasks.inc({ type: row.type, state })
  return changeTask(context, row, {
    state,
    cost: costNanoUsd,
    failure: failure === null ? null : JSON.stringify(failure),
    progress: state === 'completed' ? 100 : row.progress,
    completed_at: context.now(),
    due_at: null,
    attempts: 0,
  })
}

const capture = async (
  { bus }: Context,
  row: TaskRow,
  quantities: NonNullable<ReturnType<typeof outcomeOf>['quantities']>,
): Promise<bigint> => {
  const { price, priceVersion, attributes, providerId } = routeOf(row)
  const { lines, costNanoUsd } = priceLines(quantities, price, { attributes })
  await captureCredit(bus, {
    subject: subjectOf(row.task_id),
    step: 'result',
    product: row.model,
    lines,
    costNanoUsd,
    priceVersion,
    startedAt: row.created_at.toISOString(),
    details: { task_id: row.task_id, type: row.type, provider: providerId, ...attributes },
    isLast: true,
  })
  return costNanoUsd
}

/** It may have ended before any credit was reserved. */
const release = async ({ bus }: Context, { task_id }: TaskRow): Promise<bigint> => {
  try {
    await releaseCredit(bus, subjectOf(task_id))
  } catch (error) {
    const known = fromBus(error)
    if (!(known instanceof PublicError) || known.code !== 'not_found') throw error
  }
  return 0n
}
