import type { Context } from '../context.ts'
import { chargeHeldHour, holdNextHour, isPaid } from '../hours/hours.ts'
import { change, moveFrom, type StoredComputer } from '../store/rows.ts'
import { haltComputer } from './run-computer.ts'

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
    .where((of) => of.or([of('paid_until', '<=', due), of('paid_type', '<>', of.ref('instance_type'))]))
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
  const now = context.now()
  const paidUntil = row.paid_until!.getTime()
  const isCurrentPaid = isPaid(context, row)
  if (isCurrentPaid && paidUntil > now + warnMsOf(context)) return true
  const held = row.held_number === null ? await tryToHold(context, row) : row
  if (isCurrentPaid) return true
  if (held === null) return false
  await chargeHeldHour(context, held, Math.min(paidUntil, now))
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
