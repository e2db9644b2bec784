import type { Context } from '../context.ts'
import type { Status } from '../db/schema/index.ts'
import { chargeHeldHour, holdNextHour, isPaid, releaseHeldHour } from '../hours/hours.ts'
import { change, type StoredComputer } from '../store/rows.ts'
import { specOf, withShortfalls } from './spec-of.ts'

/** Writes the state of a computer, with the reason if no one requested it. */
export const enter = async (
  context: Context,
  row: StoredComputer,
  status: Status,
  reason: string | null = null,
): Promise<StoredComputer> => {
  const entered = await change(context.db, row.computer_id, { status, status_reason: reason })
  await context.events.tell(row, { type: 'computer.status', status, reason })
  return entered
}

/**
 * Runs a computer whose row says that it is starting: pays for the hour, unless a paid one is not over. If it does not
 * start, it is free and the row says so.
 */
export const runComputer = async (context: Context, row: StoredComputer): Promise<StoredComputer> => {
  const { db, driver, live, metrics, now } = context
  // After a crash, an hour may be charged but not counted. It is paid.
  const settled = await releaseHeldHour(context, row)
  const isNewHour = !isPaid(context, settled)
  const held = isNewHour ? await holdNextHour(context, settled) : settled
  try {
    const spec = specOf(held)
    const limits = withShortfalls(await driver.start(spec), held.instance_type)
    const startedAtMs = now()
    const paid = isNewHour ? await chargeHeldHour(context, held, startedAtMs) : held
    live.add({ computerId: row.computer_id, accountId: row.account_id, spec, limits })
    metrics.running.set(live.size)
    const at = new Date(startedAtMs)
    await change(db, row.computer_id, { running_since: at, seen_at: at, last_used_at: at })
    return await enter(context, paid, 'running')
  } catch (error) {
    await driver.stop(row.instance_id)
    await releaseHeldHour(context, row)
    throw error
  }
}

/** Takes over a desktop that kept running without this service. false: it does not run. */
export const adoptComputer = async (context: Context, row: StoredComputer): Promise<boolean> => {
  const { db, driver, live, metrics, now } = context
  const spec = specOf(row)
  const applied = await driver.adopt(spec)
  if (applied === null) return false
  live.add({
    computerId: row.computer_id,
    accountId: row.account_id,
    spec,
    limits: withShortfalls(applied, row.instance_type),
  })
  metrics.running.set(live.size)
  await change(db, row.computer_id, { seen_at: new Date(now()) })
  return true
}

/** Ends its desktop and its further cost. `at`: when it ended, if that was earlier. */
export const haltComputer = async (
  context: Context,
  row: StoredComputer,
  reason: string | null,
  at: number = context.now(),
): Promise<StoredComputer> =>
  enter(context, await endDesktop(context, row, reason ?? 'The computer was stopped.', at), 'stopped', reason)

/**
 * Ends the desktop of a computer that is to be restarted, and makes it free until this host restarts it (`recover`),
 * soon or not at all; until then the row says since when it waits.
 */
export const suspendComputer = async (context: Context, row: StoredComputer, reason: string) => {
  const at = context.now()
  const ended = await endDesktop(context, row, reason, at)
  const waiting = await change(context.db, ended.computer_id, { seen_at: new Date(at) })
  return enter(context, waiting, 'restarting', reason)
}

const endDesktop = async (
  context: Context,
  row: StoredComputer,
  reason: string,
  at: number,
): Promise<StoredComputer> => {
  const { db, driver, live, metrics } = context
  await live.remove(row.computer_id, reason)
  metrics.running.set(live.size)
  await driver.stop(row.instance_id)
  const released = await releaseHeldHour(context, row)
  return change(db, row.computer_id, {
    running_since: null,
    seen_at: null,
    running_seconds: released.running_seconds + ranSeconds(row, at),
  })
}

/** How long a computer ran from its last start until then. */
export const ranSeconds = ({ running_since: since }: StoredComputer, untilMs: number): number =>
  since === null ? 0 : Math.ceil(Math.max(0, untilMs - since.getTime()) / 1_000)
