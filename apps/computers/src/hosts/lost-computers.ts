import type { Context } from '../context.ts'
import type { Status } from '../db/schema/index.ts'
import { releaseHeldHour } from '../hours/hours.ts'
import { HOST_GONE } from '../lifecycle/host-gone.ts'
import { change, moveFrom, type StoredComputer } from '../store/rows.ts'

const HELD_BY_A_DESKTOP: readonly Status[] = ['creating', 'starting', 'running', 'restarting', 'stopping']

/**
 * Says of computers whose host is gone that they are: they cost nothing from when they were last seen. Every host
 * does this for the others; a computer is taken by one of them.
 */
export const loseComputers = async (context: Context): Promise<void> => {
  const { db, directory, hostId } = context
  const hosts = await db
    .selectFrom('computers')
    .select('host')
    .distinct()
    .where('host', '!=', hostId)
    .where('deleted_at', 'is', null)
    .where('status', 'in', HELD_BY_A_DESKTOP)
    .execute()
  for (const { host } of hosts) if (directory.isGone(host)) await loseAllOf(context, host)
}

const loseAllOf = async (context: Context, host: string): Promise<void> => {
  const rows = await context.db
    .selectFrom('computers')
    .selectAll()
    .where('host', '=', host)
    .where('deleted_at', 'is', null)
    .where('status', 'in', HELD_BY_A_DESKTOP)
    .execute()
  context.logger.error({ host, computers: rows.length }, 'a host of computers is gone')
  for (const row of rows) await loseOne(context, row)
}

const loseOne = async (context: Context, row: StoredComputer): Promise<void> => {
  const { db, events } = context
  const changes = { status: 'error', status_reason: HOST_GONE, running_since: null } as const
  const taken = await moveFrom(db, row.computer_id, [row.status], changes)
  if (taken === undefined) return
  await releaseHeldHour(context, taken)
  const ranMs = (row.seen_at?.getTime() ?? 0) - (row.running_since?.getTime() ?? Number.POSITIVE_INFINITY)
  if (ranMs > 0)
    await change(db, row.computer_id, { running_seconds: row.running_seconds + Math.ceil(ranMs / 1_000) })
  await events.tell(row, { type: 'computer.status', status: 'error', reason: HOST_GONE })
}
