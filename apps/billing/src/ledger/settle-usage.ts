import type { UsageEvent } from '@gptget/contracts'
import { arrayLiteral, isDataRefused, isDuplicate, withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import type { Settlement } from '../allocation/settlement.ts'
import { allocateUsage, chargedNanoUsd, type Charge } from '../allocation/allocate-usage.ts'
import { findChargeFault } from './find-charge-fault.ts'
import { lockLeases, lockWallets } from './lock-balances.ts'
import { rejectUsage } from './reject-usage.ts'
import { writeCharges } from './write-charges.ts'

/**
 * Books a batch of usage events, all or nothing, with a number of statements that does not depend on its size. An event
 * that was booked before changes nothing. One that cannot be booked goes to `rejected_usage` and never blocks the
 * others.
 *
 * @throws if Postgres is down: the batch must be delivered again
 */
export const settleUsage = async (context: LedgerContext, events: UsageEvent[]): Promise<Settlement> => {
  const faults = events.map((event) => ({ event, reason: findChargeFault(event) }))
  const sound = firstOfEach(faults.flatMap(({ event, reason }) => (reason === null ? [event] : [])))
  const rejected = faults.flatMap(({ event, reason }) => (reason === null ? [] : [{ event, reason }]))
  const settlement = await settleSound(context, sound)
  await rejectUsage(context, rejected)
  return { ...settlement, rejectedCount: settlement.rejectedCount + rejected.length }
}

/** Halves a batch that Postgres refuses until the faulty event is alone. */
const settleSound = async (context: LedgerContext, events: UsageEvent[]): Promise<Settlement> => {
  if (events.length === 0) return NOTHING
  try {
    return await settleAtOnce(context, events)
  } catch (error) {
    if (!isDataRefused(error)) throw error
    if (events.length === 1) {
      await rejectUsage(context, [
        { event: events[0]!, reason: `Postgres refused it: ${(error as Error).message}` },
      ])
      return { ...NOTHING, rejectedCount: 1 }
    }
    const middle = Math.ceil(events.length / 2)
    const first = await settleSound(context, events.slice(0, middle))
    return addSettlements(first, await settleSound(context, events.slice(middle)))
  }
}

/** Replays are rare, so booked events are looked up only after a conflict. */
const settleAtOnce = async (context: LedgerContext, events: UsageEvent[]): Promise<Settlement> => {
  try {
    return await settleTogether(context, events, async () => NONE)
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return settleTogether(context, events, (tx) => findBooked(tx, events))
  }
}

type FindBooked = (tx: Transaction) => Promise<ReadonlySet<string>>

const NONE: ReadonlySet<string> = new Set()

const settleTogether = async (
  context: LedgerContext,
  events: UsageEvent[],
  find: FindBooked,
): Promise<Settlement> => {
  const { charges, strangers } = await withTransaction(context.db, async (tx) => {
    const leases = await lockLeases(tx, unique(events.flatMap((event) => event.leaseId ?? [])))
    const wallets = await lockWallets(tx, unique(events.map((event) => event.accountId)))
    // After the locks, any process that booked one of these before has committed.
    const booked = await find(tx)
    const accountIds = new Set(wallets.map((wallet) => wallet.accountId))
    const fresh = events.filter((event) => !booked.has(event.id))
    const known = fresh.filter((event) => accountIds.has(event.accountId))
    const settledAt = context.now()
    const charges = allocateUsage(known, wallets, leases, settledAt)
    await writeCharges(context, tx, charges, settledAt)
    return { charges, strangers: fresh.filter((event) => !accountIds.has(event.accountId)) }
  })
  await rejectUsage(
    context,
    strangers.map((event) => ({ event, reason: `there is no account "${event.accountId}"` })),
  )
  return { ...summarize(charges), rejectedCount: strangers.length }
}

const findBooked = async (tx: Transaction, events: UsageEvent[]): Promise<Set<string>> => {
  const ids = arrayLiteral(events.map((event) => event.id))
  const rows = await tx
    .selectFrom('charges')
    .select('charge_id')
    .where('charge_id', '=', sql<string>`any(${ids}::text[])`)
    .execute()
  return new Set(rows.map((row) => row.charge_id))
}

const NOTHING: Settlement = {
  settledCount: 0,
  charges: [],
  chargedNanoUsd: 0n,
  shortfallNanoUsd: 0n,
  rejectedCount: 0,
}

const summarize = (charges: Charge<UsageEvent>[]): Settlement => ({
  charges,
  settledCount: charges.length,
  chargedNanoUsd: charges.reduce((sum, charge) => sum + chargedNanoUsd(charge), 0n),
  shortfallNanoUsd: charges.reduce((sum, charge) => sum + charge.shortfallNanoUsd, 0n),
  rejectedCount: 0,
})

const addSettlements = (a: Settlement, b: Settlement): Settlement => ({
  settledCount: a.settledCount + b.settledCount,
  charges: [...a.charges, ...b.charges],
  chargedNanoUsd: a.chargedNanoUsd + b.chargedNanoUsd,
  shortfallNanoUsd: a.shortfallNanoUsd + b.shortfallNanoUsd,
  rejectedCount: a.rejectedCount + b.rejectedCount,
})

const unique = (ids: string[]): string[] => [...new Set(ids)]

const firstOfEach = (events: UsageEvent[]): UsageEvent[] => {
  const byId = new Map<string, UsageEvent>()
  for (const event of events) if (!byId.has(event.id)) byId.set(event.id, event)
  return [...byId.values()]
}
