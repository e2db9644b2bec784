import type { CaptureEvent, CaptureHold, HoldRecord } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { spentAt, type Charge, type WalletBalance } from '../allocation/allocate-usage.ts'
import { findChargeFault } from '../ledger/find-charge-fault.ts'
import { writeCharges } from '../ledger/write-charges.ts'
import { remainingOf, toHoldRecord, type StoredHold } from './hold-record.ts'
import { lockHold, readHold } from './lock-hold.ts'
import { releaseLocked } from './release-hold.ts'
import { isDone, writeStep } from './steps.ts'

export type Captured = { chargeId: string; shortfallNanoUsd: bigint; hold: HoldRecord }

/**
 * Charges a part of the work: from the hold first, then from the wallet, and never more than there is. Work done is
 * charged even if the hold was already released. @throws PublicError not_found, conflict, invalid_request
 */
export const captureHold = (context: LedgerContext, input: CaptureHold): Promise<Captured> =>
  withTransaction(context.db, async (tx) => {
    const { hold, wallet } = await lockHold(tx, input.subject)
    const event = eventOf(input, hold)
    const step = {
      subject: input.subject,
      step: input.step,
      kind: 'capture',
      amountNanoUsd: input.costNanoUsd,
    } as const
    if (!(await isDone(tx, step))) {
      const charge = allocate(event, hold, wallet, context.now())
      await book(context, tx, charge)
      await writeStep(tx, { ...step, fromHoldNanoUsd: charge.fromHoldNanoUsd }, context.now())
    }
    if (input.isLast) await releaseLocked(context, tx, await readHold(tx, input.subject))
    return {
      chargeId: event.id,
      shortfallNanoUsd: await readShortfall(tx, event.id),
      hold: toHoldRecord(await readHold(tx, input.subject)),
    }
  })

const eventOf = (input: CaptureHold, hold: StoredHold): CaptureEvent => {
  const event: CaptureEvent = {
    kind: 'capture',
    id: `${input.subject}/${input.step}`,
    accountId: hold.account_id,
    keyId: hold.key_id,
    product: input.product,
    lines: input.lines,
    costNanoUsd: input.costNanoUsd,
    priceVersion: input.priceVersion,
    startedAt: input.startedAt,
    subject: input.subject,
    step: input.step,
    ...(input.byok === undefined ? {} : { byok: input.byok }),
    details: input.details,
  }
  const fault = findChargeFault(event)
  if (fault !== null) throw new PublicError('invalid_request', `The charge "${event.id}" ${fault}.`)
  return event
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

const allocate = (
  event: CaptureEvent,
  hold: StoredHold,
  { availableNanoUsd }: WalletBalance,
  settledAt: Date,
): Charge => {
  const fromHoldNanoUsd = smaller(event.costNanoUsd, remainingOf(hold))
  const rest = event.costNanoUsd - fromHoldNanoUsd
  const fromAvailableNanoUsd = smaller(rest, availableNanoUsd)
  return {
    event,
    spentAt: spentAt(event, hold.created_at, settledAt),
    fromLeaseNanoUsd: 0n,
    fromHoldNanoUsd,
    fromAvailableNanoUsd,
    shortfallNanoUsd: rest - fromAvailableNanoUsd,
  }
}

const book = async (context: LedgerContext, tx: Transaction, charge: Charge): Promise<void> => {
  await writeCharges(context, tx, [charge], context.now())
  const { subject } = charge.event as CaptureEvent
  await sql`update holds set captured = captured + ${charge.fromHoldNanoUsd}
    where subject = ${subject}`.execute(tx)
}

const readShortfall = async (tx: Transaction, chargeId: string): Promise<bigint> => {
  const row = await tx
    .selectFrom('charges')
    .select('shortfall')
    .where('charge_id', '=', chargeId)
    .executeTakeFirstOrThrow()
  return row.shortfall
}
