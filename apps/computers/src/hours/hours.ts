import { captureCredit, holdCredit, releaseCredit } from '@gptget/credit'
import { fromBus } from '@gptget/http'
import { PublicError } from '@gptget/errors'
import type { Context } from '../context.ts'
import type { StoredComputer } from '../store/rows.ts'
import { change } from '../store/rows.ts'
import type { InstanceType } from '../instance-types.ts'
import { priceHour, priceVersionOf, type HourPrices } from '../prices/prices.ts'

/*
 * A computer pays for started hours. Each hour is a separate hold, opened before it begins and captured once when it
 * begins. Each step is safe to repeat: billing identifies hold and charge by name, and the row counts an hour only
 * once. So a crash between two steps costs no one anything.
 */

export const OWNER = 'computers'

export const subjectOf = (computerId: string, number: number): string =>
  `computer.${computerId}.hour-${number}`

/** Whether the current hour is paid at the computer's current price. */
export const isPaid = ({ config, now }: Pick<Context, 'config' | 'now'>, row: StoredComputer): boolean =>
  row.paid_until !== null &&
  row.paid_until.getTime() > now() &&
  !isDearer(config.prices, row.instance_type, row.paid_type)

const isDearer = (prices: HourPrices, type: InstanceType, than: InstanceType | null): boolean =>
  than !== null && prices[type] > prices[than]

/**
 * Begins another hour for a running computer that became more expensive than what is paid. Only within its turn.
 * @throws PublicError 402 if there is not enough credit
 */
export const payForType = async (context: Context, row: StoredComputer): Promise<StoredComputer> => {
  // The hold is for the previous type.
  const released = row.held_type === row.instance_type ? row : await releaseNow(context, row)
  if (released.status !== 'running' || isPaid(context, released)) return released
  return chargeHeldHour(context, await holdNextHour(context, released), context.now())
}

/** Reserves the next hour. @throws PublicError 402 if there is not enough credit */
export const holdNextHour = async (context: Context, row: StoredComputer): Promise<StoredComputer> => {
  const number = row.holds_opened + 1
  const marked = await change(context.db, row.computer_id, {
    holds_opened: number,
    held_number: number,
    held_type: row.instance_type,
  })
  try {
    await holdCredit(context.bus, {
      subject: subjectOf(row.computer_id, number),
      accountId: row.account_id,
      keyId: row.key_id,
      owner: OWNER,
      amountNanoUsd: priceHour(context.config.prices, row.instance_type).costNanoUsd,
    })
    return marked
  } catch (error) {
    if (isRefusal(error)) await change(context.db, row.computer_id, NOTHING_HELD)
    throw asComputerRefusal(error)
  }
}

const NOTHING_HELD = { held_number: null, held_type: null }

const isRefusal = (error: unknown): error is PublicError =>
  error instanceof PublicError && error.status === 402

/** The usual message for lack of credit is about requests to models. */
const asComputerRefusal = (error: unknown): unknown => {
  if (!isRefusal(error)) return error
  const { needed_usd: needed, available_usd: available } = error.details.metadata ?? {}
  const message = `A running hour costs $${String(needed)}, and $${String(available)} is left. Add credits.`
  return new PublicError(error.code, message, error.details, error)
}

/** Charges the reserved hour, which has begun. Returns the row with the paid time. */
export const chargeHeldHour = async (
  context: Context,
  row: StoredComputer,
  beginsAtMs: number,
): Promise<StoredComputer> => {
  const { config, bus } = context
  const type = row.held_type!
  const { lines, costNanoUsd } = priceHour(config.prices, type)
  await captureCredit(bus, {
    subject: subjectOf(row.computer_id, row.held_number!),
    step: 'hour',
    product: `computers/${type}`,
    lines,
    costNanoUsd,
    priceVersion: priceVersionOf(config.prices),
    startedAt: new Date(beginsAtMs).toISOString(),
    details: { computer_id: row.computer_id, name: row.name, hour: row.hours_charged + 1 },
    isLast: true,
  })
  return countHour(context, row, beginsAtMs)
}

/** Takes effect once for each hold, even if another process does the same. */
const countHour = async (
  { db, config, metrics }: Context,
  row: StoredComputer,
  beginsAtMs: number,
): Promise<StoredComputer> => {
  const counted = await db
    .updateTable('computers')
    .set({
      ...NOTHING_HELD,
      hours_charged: row.hours_charged + 1,
      paid_until: new Date(beginsAtMs + config.hourMs),
      paid_type: row.held_type,
    })
    .where('computer_id', '=', row.computer_id)
    .where('held_number', '=', row.held_number)
    .returningAll()
    .executeTakeFirst()
  if (counted === undefined) return change(db, row.computer_id, {})
  metrics.hours.inc({ type: row.held_type! })
  return counted
}

/**
 * Releases an hour that was reserved and did not begin, after a charge in progress is counted. An hour that was charged
 * just before a crash counts from its reservation or from the end of the previous hour, whichever is later.
 */
export const releaseHeldHour = (context: Context, { computer_id }: StoredComputer): Promise<StoredComputer> =>
  context.hours.take(computer_id, async () => releaseNow(context, await change(context.db, computer_id, {})))

const releaseNow = async (context: Context, row: StoredComputer): Promise<StoredComputer> => {
  if (row.held_number === null) return row
  const hold = await releaseIfThere(context, subjectOf(row.computer_id, row.held_number))
  if (hold !== null && hold.capturedNanoUsd > 0n) {
    const heldAtMs = Date.parse(hold.createdAt)
    const isAnother = isDearer(context.config.prices, row.held_type!, row.paid_type)
    return countHour(context, row, isAnother ? heldAtMs : Math.max(heldAtMs, row.paid_until?.getTime() ?? 0))
  }
  return change(context.db, row.computer_id, NOTHING_HELD)
}

/** The service may have been killed before billing received it. */
const releaseIfThere = async ({ bus }: Context, subject: string) => {
  try {
    return await releaseCredit(bus, subject)
  } catch (error) {
    const failure = fromBus(error)
    if (failure instanceof PublicError && failure.code === 'not_found') return null
    throw error
  }
}
