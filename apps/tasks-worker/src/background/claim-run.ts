import { generationHead, type GenerationHead } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import type { Context } from '../context.ts'

export type Run = {
  responseId: string
  head: GenerationHead
  request: string
  largestCostNanoUsd: bigint
  isKeyLimited: boolean
}

/** Takes the run that has waited longest; null when none waits. No other process gets the same one. */
export const claimRun = (context: Context): Promise<Run | null> =>
  withTransaction(context.db, async (tx) => {
    const row = await tx
      .selectFrom('background_runs')
      .selectAll()
      .where('runner', 'is', null)
      .orderBy('created_at')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst()
    if (!row) return null
    await tx
      .updateTable('background_runs')
      .set({ runner: context.bus.instanceId, seen_at: context.now() })
      .where('response_id', '=', row.response_id)
      .execute()
    await tx
      .updateTable('responses')
      .set({ status: 'in_progress' })
      .where('response_id', '=', row.response_id)
      .where('status', '=', 'queued')
      .execute()
    return {
      responseId: row.response_id,
      head: generationHead.parse(JSON.parse(row.head)),
      request: row.request,
      largestCostNanoUsd: row.largest_cost,
      isKeyLimited: row.is_key_limited,
    }
  })

/** Puts a run back that no router has begun. */
export const releaseRun = async (context: Context, responseId: string): Promise<void> => {
  await context.db
    .updateTable('background_runs')
    .set({ runner: null, seen_at: null })
    .where('response_id', '=', responseId)
    .where('runner', '=', context.bus.instanceId)
    .execute()
}

/** Says that this process is alive and still runs what it took. */
export const renewRuns = async (context: Context): Promise<void> => {
  await context.db
    .updateTable('background_runs')
    .set({ seen_at: context.now() })
    .where('runner', '=', context.bus.instanceId)
    .execute()
}
