import { generationHead, type GenerationHead } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'

export type Run = {
  responseId: string
  head: GenerationHead
  request: string
  largestCostNanoUsd: bigint
  isKeyLimited: boolean
}

/**
 * Takes the longest waiting run of the account with the fewest running ones, so that one account's queue does not delay
 * others; null if none waits. No other process gets the same one.
 */
export const claimRun = async (context: Context): Promise<Run | null> => {
  // Mostly none waits, which needs no transaction and no sums.
  if (!(await isAnyWaiting(context))) return null
  return withTransaction(context.db, async (tx) => {
    const row = await tx
      .selectFrom('background_runs as waiting')
      .leftJoin('responses', 'responses.response_id', 'waiting.response_id')
      .leftJoin(underWayByAccount(tx).as('under_way'), 'under_way.account_id', 'responses.account_id')
      .selectAll('waiting')
      .where('waiting.runner', 'is', null)
      .orderBy((of) => of.fn.coalesce('under_way.count', sql<string>`0`))
      .orderBy('waiting.created_at')
      .limit(1)
      .forUpdate('waiting')
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
}

const isAnyWaiting = async ({ db }: Context): Promise<boolean> => {
  const waiting = await db
    .selectFrom('background_runs')
    .select('response_id')
    .where('runner', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return waiting !== undefined
}

const underWayByAccount = (tx: Transaction) =>
  tx
    .selectFrom('background_runs')
    .innerJoin('responses', 'responses.response_id', 'background_runs.response_id')
    .where('background_runs.runner', 'is not', null)
    .groupBy('responses.account_id')
    .select((of) => ['responses.account_id', of.fn.countAll<string>().as('count')])

/** Queues a run again that no router has started. */
export const releaseRun = async (context: Context, responseId: string): Promise<void> => {
  await context.db
    .updateTable('background_runs')
    .set({ runner: null, seen_at: null })
    .where('response_id', '=', responseId)
    .where('runner', '=', context.bus.instanceId)
    .execute()
}

/** Renews the runs of this process. */
export const renewRuns = async (context: Context): Promise<void> => {
  await context.db
    .updateTable('background_runs')
    .set({ seen_at: context.now() })
    .where('runner', '=', context.bus.instanceId)
    .execute()
}

/** How many runs no process has taken yet. */
export const countWaitingRuns = async (db: Context['db']): Promise<number> => {
  const { count } = await db
    .selectFrom('background_runs')
    .where('runner', 'is', null)
    .select((of) => of.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
