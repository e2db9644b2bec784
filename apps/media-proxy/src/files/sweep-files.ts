import { startSweeper } from '@gptget/runtime'
import type { Sweeper } from '@gptget/runtime'
import type { Context } from '../context.ts'
import type { GoneReason } from '../db/schema/files.ts'
import { removeBytes, takeOut } from './take-out.ts'

const BATCH = 200

/** How long deleted files are remembered. */
const REMEMBER_MS = 30 * 86_400_000

/**
 * Removes expired files and those of crashed writers, retries failed removals, and forgets files that were deleted long
 * ago. Any number of processes may sweep at once, and each step may be repeated.
 */
export const sweepFiles = async (context: Context): Promise<void> => {
  await takeOutAll(context, 'expired')
  await takeOutAll(context, 'failed')
  await removeLeftBytes(context)
  await forget(context)
}

const takeOutAll = async (context: Context, reason: Exclude<GoneReason, 'deleted'>): Promise<void> => {
  const { now, config } = context
  const silentSince = new Date(now().getTime() - config.writerSilenceMs)
  let count: number
  do {
    count = await takeOut(context, reason, (tx) =>
      tx
        .selectFrom('files')
        .select('object_id')
        .$if(reason === 'expired', (query) =>
          query.where('status', '=', 'stored').where('expires_at', '<=', now()),
        )
        .$if(reason === 'failed', (query) =>
          query.where('status', '=', 'writing').where('seen_at', '<=', silentSince),
        )
        .limit(BATCH)
        .forUpdate()
        .skipLocked()
        .execute(),
    )
  } while (count === BATCH)
}

const removeLeftBytes = async (context: Context): Promise<void> => {
  const left = await context.db
    .selectFrom('files')
    .select('object_id')
    .where('status', '=', 'gone')
    .where('has_bytes', '=', true)
    .limit(BATCH)
    .execute()
  await removeBytes(
    context,
    left.map(({ object_id }) => object_id),
  )
}

const forget = async ({ db, now }: Context): Promise<void> => {
  await db
    .deleteFrom('files')
    .where('status', '=', 'gone')
    .where('has_bytes', '=', false)
    .where('expires_at', '<=', new Date(now().getTime() - REMEMBER_MS))
    .execute()
}

/** Sweeps now and at an interval, until stopped. */
export const startFileSweeper = (context: Context): Sweeper =>
  startSweeper({
    intervalMs: context.config.sweepIntervalMs,
    startsAtOnce: true,
    sweep: () => sweepFiles(context),
    onError: (error) => context.logger.warn({ err: error }, 'files could not be swept'),
  })
