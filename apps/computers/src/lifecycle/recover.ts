import { cpus } from 'node:os'
import type { Context } from '../context.ts'
import { releaseHeldHour } from '../hours/hours.ts'
import { change, moveFrom, rowsOf, type StoredComputer } from '../store/rows.ts'
import { finishDeleting } from './commands.ts'
import { HOST_GONE } from './host-gone.ts'
import { adoptComputer, enter, haltComputer, ranSeconds, runComputer } from './run-computer.ts'

/** A desktop that ended with its service is not restarted after a longer absence than this. */
const REVIVE_WITHIN_MS = 120_000
/** Starting a desktop takes a processor for part of the time. */
const AT_ONCE = 2 * cpus().length

/**
 * Completes what the previous service left unfinished, before any request: a computer in creation is removed, one that
 * kept running is taken over, one that ended just now becomes `restarting`, and all others are stopped. No hour is lost
 * or charged twice. Returns those to restart from their disks with `runAgain`.
 */
export const recover = async (context: Context): Promise<StoredComputer[]> => {
  const unfinished = await rowsOf(context.db, context.hostId, [
    'creating',
    'starting',
    'restarting',
    'running',
    'stopping',
    'deleting',
  ])
  return [...(await takeBack(context)), ...(await recoverAll(context, unfinished))]
}

/** Completes the unfinished work of each. @returns those to restart */
export const recoverAll = async (
  context: Context,
  rows: readonly StoredComputer[],
): Promise<StoredComputer[]> => {
  const waiting: StoredComputer[] = []
  await eachOf(rows, async (row) => {
    try {
      waiting.push(...(await recoverOne(context, row)))
    } catch (error) {
      context.logger.error({ err: error, computerId: row.computer_id }, 'a computer could not be recovered')
    }
  })
  return waiting
}

const recoverOne = async (context: Context, row: StoredComputer): Promise<StoredComputer[]> => {
  const endedAt = row.seen_at?.getTime() ?? context.now()
  const halt = async (reason: string | null): Promise<[]> => {
    await haltComputer(context, row, reason, endedAt)
    return []
  }
  switch (row.status) {
    case 'creating':
      await releaseHeldHour(context, row)
      await context.driver.remove(row.instance_id)
      await change(context.db, row.computer_id, { deleted_at: new Date(context.now()) })
      return []
    case 'deleting':
      await finishDeleting(context, row)
      return []
    case 'running':
    case 'restarting':
      if (row.status === 'running' && (await adoptComputer(context, row))) return []
      return context.now() - endedAt < REVIVE_WITHIN_MS
        ? awaitRestart(context, row)
        : halt('Its host was down.')
    default:
      return halt(row.status === 'stopping' ? null : 'Its host was down.')
  }
}

/**
 * Other hosts considered this host lost, and it is back: what ran is restarted after a short absence, else stopped. A
 * desktop that kept running is ended, because its owner was told that it had ended. @returns those to restart
 */
export const takeBack = async (context: Context): Promise<StoredComputer[]> => {
  const waiting: StoredComputer[] = []
  for (const row of await rowsOf(context.db, context.hostId, ['error'])) {
    if (row.status_reason !== HOST_GONE) continue
    await context.live.remove(row.computer_id, HOST_GONE)
    const isRecent = context.now() - (row.seen_at?.getTime() ?? 0) < REVIVE_WITHIN_MS
    if (isRecent) waiting.push(...(await awaitRestart(context, row)))
    else await haltComputer(context, row, 'Its host was down.')
  }
  return waiting
}

/** Marks a computer whose desktop ended by itself as restarting. Does nothing if its state changed meanwhile. */
export const awaitRestart = async (context: Context, row: StoredComputer): Promise<StoredComputer[]> => {
  const endedAt = row.seen_at?.getTime() ?? context.now()
  const taken = await moveFrom(context.db, row.computer_id, [row.status], {
    status: 'restarting',
    running_since: null,
    running_seconds: row.running_seconds + ranSeconds(row, endedAt),
  })
  if (taken === undefined) return []
  const reason = 'Its desktop ended.'
  await context.live.remove(row.computer_id, reason)
  // A computer that waits for its host has reported that when it stopped.
  if (row.status !== 'restarting')
    await context.events.tell(row, { type: 'computer.status', status: 'restarting', reason })
  return [taken]
}

/** Restarts computers whose files are there and whose programs are gone, several at once, until `stopping`. */
export const runAgain = (
  context: Context,
  rows: readonly StoredComputer[],
  stopping?: AbortSignal,
): Promise<void> =>
  eachOf(rows, async (row) => {
    // The next service restarts those that still wait.
    if (stopping?.aborted) return
    try {
      await runComputer(context, row)
    } catch (error) {
      context.logger.error(
        { err: error, computerId: row.computer_id },
        'a desktop could not be started again',
      )
      await enter(context, row, 'error', 'Its desktop ended and could not be started again.').catch(
        (failure: unknown) =>
          context.logger.error({ err: failure, computerId: row.computer_id }, 'that is not written down'),
      )
    }
  })

const eachOf = async <Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> => {
  const rest = items.values()
  const worker = async (): Promise<void> => {
    for (const item of rest) await act(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
