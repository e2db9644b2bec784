import type { runSchema } from '@gptget/api/schemas/runs'
import { toUsdNumber } from '@gptget/money'
import type { z } from 'zod'
import type { Pending } from '../loop/conversation-of.ts'
import { generationsOf, type StoredRun } from '../store/run-rows.ts'

type Described = z.output<typeof runSchema>

/** A run as its owner sees it. */
export const describeRun = (row: StoredRun): Described => ({
  id: row.run_id,
  object: 'computer.run',
  computer_id: row.computer_id,
  thread_id: row.thread_id,
  model: row.model,
  task: row.task,
  computer_tool: row.tool,
  status: row.status,
  finish_reason: row.finish_reason,
  error: row.error,
  text: row.text,
  steps: row.steps,
  max_steps: row.max_steps,
  cost: toUsdNumber(BigInt(row.cost_nano_usd)),
  max_cost: row.max_cost_nano_usd === null ? null : toUsdNumber(BigInt(row.max_cost_nano_usd)),
  generations: generationsOf(row),
  pending_confirmation: pendingOf(row),
  created_at: row.created_at.toISOString(),
  ended_at: row.ended_at?.toISOString() ?? null,
})

const pendingOf = ({ pending }: StoredRun): Described['pending_confirmation'] => {
  if (pending === null) return null
  const { id, message, actions } = JSON.parse(pending) as Pending
  return { id, message, actions: actions as Record<string, unknown>[] }
}
