import { readRunReceipt, type RunReceipt } from '@gptget/contracts'
import { explainFailure } from '@gptget/postgres'
import type { Context } from '../context.ts'
import { generationsOf, type StoredRun } from '../runs/store/run-rows.ts'

/** Returns the results of runs. */
export const serveRuns = ({ bus, db, now }: Context): void =>
  bus.serve(readRunReceipt, async ({ accountId, runId }) => {
    try {
      const row = await db
        .selectFrom('runs')
        .selectAll()
        .where('run_id', '=', runId)
        .where('account_id', '=', accountId)
        .executeTakeFirst()
      return { receipt: row === undefined ? null : receiptOf(row, now()) }
    } catch (error) {
      throw explainFailure(error, 'Runs cannot be read right now. Retry.')
    }
  })

const receiptOf = (row: StoredRun, nowMs: number): RunReceipt => ({
  keyId: row.key_id,
  requestId: row.request_id,
  threadId: row.thread_id,
  model: row.model,
  finishReason: row.finish_reason,
  error: row.error,
  costNanoUsd: BigInt(row.cost_nano_usd),
  createdAt: row.created_at.toISOString(),
  durationMs: (row.ended_at?.getTime() ?? nowMs) - row.created_at.getTime(),
  generations: generationsOf(row),
})
