import { PublicError } from '@gptget/errors'
import type { z } from 'zod'
import type { updateComputerRequestSchema } from '@gptget/api/schemas/computers'
import { isDuplicate } from '@gptget/postgres'
import type { Actor, Context } from '../context.ts'
import { payForType } from '../hours/hours.ts'
import type { LiveComputer } from '../live/live-computers.ts'
import { haltComputer, enter, runComputer } from './run-computer.ts'
import {
  change,
  findComputer,
  moveFrom,
  noComputer,
  requireComputer,
  type StoredComputer,
} from '../store/rows.ts'
import { specOf, withShortfalls } from './spec-of.ts'
import { withRoom } from './with-room.ts'
import { outcomeOf, refusalOf, type Command } from './transitions.ts'

/** A computer of the caller, if its state allows the command; the current state if it already applies. */
const begin = async (context: Context, actor: Actor, computerId: string, command: Command) => {
  const row = await requireComputer(context.db, actor.accountId, computerId)
  const outcome = outcomeOf(command, row.status)
  if (outcome === 'refuse') throw refusalOf(command, row.status)
  return { row, isDone: outcome === 'already' }
}

/** Changes the state of a computer from the state that was seen. @throws PublicError 409 if it has changed meanwhile */
const take = async (
  context: Context,
  row: StoredComputer,
  command: Command,
  changes: Parameters<typeof moveFrom>[3],
): Promise<StoredComputer> => {
  const taken = await moveFrom(context.db, row.computer_id, [row.status], changes)
  if (taken !== undefined) return taken
  const now = await findComputer(context.db, row.account_id, row.computer_id)
  throw refusalOf(command, now?.status ?? 'deleting')
}

export const startComputer = async (
  context: Context,
  actor: Actor,
  computerId: string,
): Promise<StoredComputer> => {
  const { row, isDone } = await begin(context, actor, computerId, 'start')
  if (isDone) return row
  return withRoom(context, async () => {
    const taken = await take(context, row, 'start', {
      status: 'starting',
      status_reason: null,
      key_id: actor.keyId,
    })
    return runOrSay(context, taken, row.status === 'error' ? 'stopped' : row.status)
  })
}

/** Runs it; if that fails the previous state returns, and the caller gets the reason. */
const runOrSay = async (
  context: Context,
  row: StoredComputer,
  before: 'stopped' | StoredComputer['status'],
) => {
  await context.events.tell(row, { type: 'computer.status', status: row.status, reason: null })
  try {
    return await runComputer(context, row)
  } catch (error) {
    await enter(context, row, error instanceof PublicError ? before : 'error', reasonOf(error))
    throw startFailure(error)
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof PublicError ? error.message : 'The desktop did not start.'

/** Why it did not start is for the operator: the caller cannot do anything about it. */
export const startFailure = (error: unknown): unknown =>
  error instanceof PublicError
    ? error
    : new PublicError(
        'service_unavailable',
        'The desktop did not start. Retry.',
        { retryAfterMs: 2_000 },
        error,
      )

export const stopComputer = async (
  context: Context,
  actor: Actor,
  computerId: string,
): Promise<StoredComputer> => {
  const { row, isDone } = await begin(context, actor, computerId, 'stop')
  if (isDone) return row
  const taken = await take(context, row, 'stop', { status: 'stopping', status_reason: null })
  await context.events.tell(taken, { type: 'computer.status', status: 'stopping', reason: null })
  return haltComputer(context, taken, null)
}

export const restartComputer = async (
  context: Context,
  actor: Actor,
  computerId: string,
): Promise<StoredComputer> => {
  const { row, isDone } = await begin(context, actor, computerId, 'restart')
  if (isDone) return row
  const taken = await take(context, row, 'restart', { status: 'restarting', status_reason: null })
  await context.live.remove(taken.computer_id, 'The computer restarts.')
  await context.driver.stop(taken.instance_id)
  return runOrSay(context, taken, 'stopped')
}

/** Ends a computer and deletes its disk. Safe to repeat. @throws PublicError 404, 409 */
export const deleteComputer = async (context: Context, actor: Actor, computerId: string): Promise<void> => {
  const known = await findComputer(context.db, actor.accountId, computerId)
  if (known === undefined) throw noComputer()
  if (known.deleted_at !== null || known.status === 'deleting') return
  if (outcomeOf('delete', known.status) === 'refuse') throw refusalOf('delete', known.status)
  const taken = await take(context, known, 'delete', { status: 'deleting', status_reason: null })
  await finishDeleting(context, taken)
}

export const finishDeleting = async (context: Context, row: StoredComputer): Promise<void> => {
  const halted = await haltComputer(context, row, null)
  await enter(context, halted, 'deleting')
  await context.driver.remove(row.instance_id)
  await change(context.db, row.computer_id, { deleted_at: new Date(context.now()) })
  await context.events.tell(row, { type: 'computer.deleted' })
}

export const updateComputer = async (
  context: Context,
  actor: Actor,
  computerId: string,
  changes: z.output<typeof updateComputerRequestSchema>,
): Promise<StoredComputer> => {
  const { row } = await begin(context, actor, computerId, 'resize')
  const before = {
    name: row.name,
    instance_type: row.instance_type,
    auto_stop_minutes: row.auto_stop_minutes,
  }
  const changed = await context.hours.take(computerId, async () => {
    const asked = await changeUnlessTaken(context, computerId, {
      name: changes.name ?? row.name,
      instance_type: changes.instance_type ?? row.instance_type,
      auto_stop_minutes: changes.auto_stop_minutes ?? row.auto_stop_minutes,
    })
    if (asked.instance_type === row.instance_type) return asked
    try {
      return await payForType(context, asked)
    } catch (error) {
      await change(context.db, computerId, before)
      throw error
    }
  })
  const live = context.live.find(computerId)
  if (live !== undefined && changed.instance_type !== row.instance_type)
    await resizeLive(context, live, changed)
  return changed
}

const changeUnlessTaken = async (
  { db }: Context,
  computerId: string,
  changes: Parameters<typeof change>[2] & { name: string },
): Promise<StoredComputer> => {
  try {
    return await change(db, computerId, changes)
  } catch (error) {
    throw isDuplicate(error) ? nameTaken(changes.name) : error
  }
}

const resizeLive = async ({ driver }: Context, live: LiveComputer, row: StoredComputer): Promise<void> => {
  live.spec = specOf(row)
  try {
    live.limits = withShortfalls(await driver.resize(live.spec), row.instance_type)
  } catch (error) {
    // It was stopped in the meantime. Its next start uses the new type.
    if (!live.closed.aborted) throw error
  }
}

export const nameTaken = (name: string): PublicError =>
  new PublicError('conflict', `This workspace already has a computer "${name}".`, { param: 'name' })
