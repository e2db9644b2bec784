import { startSweeper } from '@gptget/runtime'
import type { Sweeper } from '@gptget/runtime'
import type { Context } from '../context.ts'
import type { GoneReason } from '../db/schema/files.ts'
import { removeBytes, takeOut } from './take-out.ts'

const BATCH = 200

/** How long it is known of a file that is gone that there was one. */
const REMEMBER_MS = 30 * 86_400_000

/**
 * Takes out files whose time is over and what crashed writers left, removes bytes that could not be removed before, and
 * forgets files that are long gone. Any number of processes may sweep at once, and each step may be repeated.
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

/** Sweeps now and again and again, until stopped. */
export const startFileSweeper = (context: Context): Sweeper =>
  startSweeper({
    intervalMs: context.config.sweepIntervalMs,
    startsAtOnce: true,
    sweep: () => sweepFiles(context),
    onError: (error) => context.logger.warn({ err: error }, 'files could not be swept'),
  })
