import type { Context } from '../context.ts'
import { recoverAll, runAgain } from '../lifecycle/recover.ts'
import { ranSeconds } from '../lifecycle/run-computer.ts'
import type { Status } from '../db/schema/index.ts'
import { releaseHeldHour } from '../hours/hours.ts'
import { HOST_GONE } from '../lifecycle/host-gone.ts'
import { moveFrom, type StoredComputer } from '../store/rows.ts'

const HELD_BY_A_DESKTOP: readonly Status[] = ['creating', 'starting', 'running', 'restarting', 'stopping']

/**
 * Handles computers of lost hosts. If this host can reach their disks, it takes them over; otherwise they become
 * `error`, and are free from when they were last seen. Every host does this for the others; each computer is taken by
 * one of them.
 */
export const loseComputers = async (context: Context): Promise<void> => {
  const { db, directory, driver, hostId } = context
  const hosts = await db
    .selectFrom('computers')
    .select('host')
    .distinct()
    .where('host', '!=', hostId)
    .where('deleted_at', 'is', null)
    .execute()
  for (const { host } of hosts) {
    const isShared = driver.sharedDisks !== null && host.startsWith(`${driver.sharedDisks}@`)
    if (isShared && (directory.hasLeft(host) || directory.isGone(host))) await takeOver(context, host)
    else if (!isShared && directory.isGone(host)) await loseAllOf(context, host)
  }
}

const takeOver = async (context: Context, host: string): Promise<void> => {
  const rows = await context.db
    .updateTable('computers')
    .set({ host: context.hostId })
    .where('host', '=', host)
    .where('deleted_at', 'is', null)
    .returningAll()
    .execute()
  context.logger.warn({ host, computers: rows.length }, 'the computers of a host that is gone are ours now')
  const unfinished = rows.filter(({ status }) => HELD_BY_A_DESKTOP.includes(status))
  await runAgain(context, await recoverAll(context, unfinished))
}

const loseAllOf = async (context: Context, host: string): Promise<void> => {
  const rows = await context.db
    .selectFrom('computers')
    .selectAll()
    .where('host', '=', host)
    .where('deleted_at', 'is', null)
    .where('status', 'in', HELD_BY_A_DESKTOP)
    .execute()
  if (rows.length === 0) return
  context.logger.error({ host, computers: rows.length }, 'a host of computers is gone')
  // If it has come back in the meantime, it keeps them.
  for (const row of rows) if (context.directory.isGone(host)) await loseOne(context, row)
}

const loseOne = async (context: Context, row: StoredComputer): Promise<void> => {
  const { db, events } = context
  const seconds = ranSeconds(row, row.seen_at?.getTime() ?? 0)
  const changes = {
    status: 'error',
    status_reason: HOST_GONE,
    running_since: null,
    running_seconds: row.running_seconds + seconds,
  } as const
  const taken = await moveFrom(db, row.computer_id, [row.status], changes)
  if (taken === undefined) return
  await releaseHeldHour(context, taken)
  await events.tell(row, { type: 'computer.status', status: 'error', reason: HOST_GONE })
}
