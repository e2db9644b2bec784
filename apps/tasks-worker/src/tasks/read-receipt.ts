import type { ChargeLine, readTaskReceipt, TaskReceipt } from '@gptget/contracts'
import { priceLines } from '@gptget/money'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { TaskRow } from '../db/schema/tasks.ts'
import { failureOf, outcomeOf, routeOf } from '../rows/read-row.ts'

type Asked = z.output<(typeof readTaskReceipt)['request']>

/** The charge of a finished task, once it is booked: the same lines and prices. */
export const readReceipt = async (
  { db }: Pick<Context, 'db'>,
  { accountId, taskId }: Asked,
): Promise<{ receipt: TaskReceipt | null }> => {
  const row = await db
    .selectFrom('tasks')
    .selectAll()
    .where('task_id', '=', taskId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return { receipt: row === undefined || row.cost === null ? null : receiptOf(row) }
}

const receiptOf = (row: TaskRow): TaskReceipt => {
  const { state } = outcomeOf(row)
  const route = row.route === null ? null : routeOf(row)
  return {
    keyId: row.key_id,
    type: row.type,
    model: row.model,
    provider: route?.providerId ?? null,
    upstreamModel: route?.upstreamModel ?? null,
    outcome: state === 'expired' ? 'failed' : state,
    error: failureOf(row),
    lines: linesOf(row),
    costNanoUsd: row.cost!,
    priceVersion: route?.priceVersion ?? null,
    createdAt: row.created_at.toISOString(),
    durationMs: (row.completed_at ?? row.created_at).getTime() - row.created_at.getTime(),
  }
}

const linesOf = (row: TaskRow): ChargeLine[] => {
  const { quantities } = outcomeOf(row)
  if (quantities === null) return []
  const { price, attributes } = routeOf(row)
  return priceLines(quantities, price, { attributes }).lines
}
