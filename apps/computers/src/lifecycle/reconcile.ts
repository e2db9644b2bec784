import type { Context } from '../context.ts'
import type { Status } from '../db/schema/index.ts'
import { chargeHeldHour, holdNextHour, isPaid, releaseHeldHour } from '../hours/hours.ts'
import { HOST_GONE } from './host-gone.ts'
import { change, moveFrom, type StoredComputer } from '../store/rows.ts'
import { finishDeleting } from './commands.ts'
import { adoptComputer, enter, haltComputer, runComputer } from './run-computer.ts'

/** A desktop that ended with its service is not restarted after a longer absence than this. */
const REVIVE_WITHIN_MS = 120_000

const rowsHere = ({ db, hostId }: Context, statuses: readonly Status[]): Promise<StoredComputer[]> =>
  db
    .selectFrom('computers')
    .selectAll()
    .where('host', '=', hostId)
    .where('deleted_at', 'is', null)
    .where('status', 'in', statuses)
    .execute()

/**
 * Completes what the previous service left unfinished, before any request: a computer in creation is removed, one that
 * kept running is taken over, one that ended just now is restarted from its disk, and all others are stopped. No hour
 * is lost or charged twice.
 */
export const recover = async (context: Context): Promise<void> => {
  await takeBack(context)
  const rows = await rowsHere(context, [
    'creating',
    'starting',
    'restarting',
    'running',
    'stopping',
    'deleting',
  ])
  for (const row of rows)
    await recoverOne(context, row).catch((error: unknown) =>
      context.logger.error({ err: error, computerId: row.computer_id }, 'a computer could not be recovered'),
    )
}

/** Completes what was unfinished with one computer. */
export const recoverOne = async (context: Context, row: StoredComputer): Promise<void> => {
  const endedAt = row.seen_at?.getTime() ?? context.now()
  switch (row.status) {
    case 'creating':
      await releaseHeldHour(context, row)
      await context.driver.remove(row.instance_id)
      return void (await change(context.db, row.computer_id, { deleted_at: new Date(context.now()) }))
    case 'deleting':
      return finishDeleting(context, row)
    case 'running':
    case 'restarting':
      if (row.status === 'running' && (await adoptComputer(context, row))) return
      if (context.now() - endedAt < REVIVE_WITHIN_MS) return revive(context, row)
      return void (await haltComputer(context, row, 'Its host was down.', endedAt))
    default:
      return void (await haltComputer(
        context,
        row,
        row.status === 'stopping' ? null : 'Its host was down.',
        endedAt,
      ))
  }
}

/**
 * Other hosts considered this host lost, and it is back: what ran is restarted after a short absence, else stopped. A
 * desktop that ran on meanwhile is ended, because its owner was told that it had ended.
 */
const takeBack = async (context: Context): Promise<void> => {
  for (const row of await rowsHere(context, ['error'])) {
    if (row.status_reason !== HOST_GONE) continue
    await context.live.remove(row.computer_id, HOST_GONE)
    const isRecent = context.now() - (row.seen_at?.getTime() ?? 0) < REVIVE_WITHIN_MS
    if (isRecent) await revive(context, row)
    else await haltComputer(context, row, 'Its host was down.')
  }
}

/** Restarts a desktop that ended without a request. Its files are there, its programs are gone. */
export const revive = async (context: Context, row: StoredComputer): Promise<void> => {
  const taken = await moveFrom(context.db, row.computer_id, [row.status], { status: 'restarting' })
  if (taken === undefined) return
  const reason = 'Its desktop ended.'
  await context.live.remove(row.computer_id, reason)
  // One that waited for its host reported that when it was stopped.
  if (row.status !== 'restarting')
    await context.events.tell(row, { type: 'computer.status', status: 'restarting', reason })
  try {
    await runComputer(context, taken)
  } catch (error) {
    context.logger.error({ err: error, computerId: row.computer_id }, 'a desktop could not be started again')
    await enter(context, taken, 'error', 'Its desktop ended and could not be started again.')
  }
}

/** Checks whether rows, desktops and charges agree, and repairs them. */
export const reconcile = async (context: Context): Promise<void> => {
  const { driver, live, now } = context
  await takeBack(context)
  const running = new Set(await driver.list())
  for (const row of await rowsHere(context, ['running'])) {
    if (running.has(row.instance_id)) await change(context.db, row.computer_id, { seen_at: new Date(now()) })
    else await revive(context, row)
  }
  const busy = await rowsHere(context, [
    'creating',
    'starting',
    'restarting',
    'stopping',
    'deleting',
    'running',
  ])
  const known = new Set(busy.map(({ instance_id: instanceId }) => instanceId))
  for (const instanceId of await driver.list())
    if (!known.has(instanceId) && live.findInstance(instanceId) === undefined) {
      context.logger.warn({ instanceId }, 'a desktop that belongs to no computer is ended')
      await driver.stop(instanceId)
    }
}

/** If the next hour cannot be paid, the owner is warned before the current one ends: 5 minutes of 60. */
const warnMsOf = ({ config }: Context): number => config.hourMs / 12

/** Pays for running computers: reserves the next hour shortly before it begins, and charges it when it does. */
export const keepPaid = async (context: Context): Promise<void> => {
  const due = new Date(context.now() + warnMsOf(context))
  const rows = await context.db
    .selectFrom('computers')
    .selectAll()
    .where('host', '=', context.hostId)
    .where('deleted_at', 'is', null)
    .where('status', '=', 'running')
    .where('paid_until', '<=', due)
    .execute()
  for (const row of rows)
    await keepOnePaid(context, row).catch((error: unknown) =>
      context.logger.error(
        { err: error, computerId: row.computer_id },
        'an hour could not be paid; tried again soon',
      ),
    )
}

const keepOnePaid = async (context: Context, { computer_id: computerId }: StoredComputer): Promise<void> => {
  if (await context.hours.take(computerId, () => payNextHour(context, computerId))) return
  const taken = await moveFrom(context.db, computerId, ['running'], { status: 'stopping' })
  if (taken !== undefined) await haltComputer(context, taken, 'The credit is used up.')
}

/** Reserves and charges the next hour when it is time, if the computer still runs. false: there is no credit for it. */
const payNextHour = async (context: Context, computerId: string): Promise<boolean> => {
  const row = await change(context.db, computerId, {})
  if (row.status !== 'running') return true
  const held = row.held_number === null ? await tryToHold(context, row) : row
  if (isPaid(row, context.now())) return true
  if (held === null) return false
  await chargeHeldHour(context, held, row.paid_until!.getTime())
  return true
}

const warned = new Map<string, number>()

const tryToHold = async (context: Context, row: StoredComputer): Promise<StoredComputer | null> => {
  try {
    return await holdNextHour(context, row)
  } catch (error) {
    const paidUntil = row.paid_until!
    if (!isOutOfCredit(error)) throw error
    if (warned.get(row.computer_id) !== paidUntil.getTime()) {
      warned.set(row.computer_id, paidUntil.getTime())
      await context.events.tell(row, { type: 'computer.credit_low', stops_at: paidUntil.toISOString() })
    }
    return null
  }
}

const isOutOfCredit = (error: unknown): boolean =>
  error instanceof Error && 'status' in error && error.status === 402
