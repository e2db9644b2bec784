import type { LeaseRefusal } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { dayOf } from '../spend/spend-periods.ts'
import { lockWallets } from '../ledger/lock-balances.ts'
import { readCeilings } from './credit-ceilings.ts'
import type { Ceiling } from './credit-ceilings.ts'
import { refusalOf, UNKNOWN_ACCOUNT } from './refusal-of.ts'

/**
 * Moves more of a wallet's credit to an open lease, exactly this amount or nothing. As in `takeLease`, the wallet's
 * lock keeps the calculation valid until it is written.
 */
export const extendLease = async (
  context: LedgerContext,
  { leaseId, amountNanoUsd }: { leaseId: string; amountNanoUsd: bigint },
): Promise<{ refusal: LeaseRefusal | null }> => {
  if (amountNanoUsd < 0n)
    throw new PublicError('invalid_request', 'A lease cannot grow by a negative amount.')
  return withTransaction(context.db, async (tx) => {
    const lease = await tx
      .selectFrom('leases')
      .select(['account_id', 'key_id', 'created_at'])
      .where('lease_id', '=', leaseId)
      .where('status', '=', 'open')
      .forUpdate()
      .executeTakeFirst()
    const [wallet] = lease === undefined ? [] : await lockWallets(tx, [lease.account_id])
    // A closed lease was for answers that have ended.
    if (lease === undefined || wallet === undefined) return { refusal: UNKNOWN_ACCOUNT }
    const ceilings: Ceiling[] = []
    for (const day of daysOf(context.now(), lease.created_at))
      ceilings.push(...(await readCeilings(tx, wallet, lease.key_id, day)))
    if (ceilings.some(({ availableNanoUsd }) => availableNanoUsd < amountNanoUsd))
      return { refusal: refusalOf(ceilings, amountNanoUsd) }
    await sql`with debited as (
        update wallets set available = available - ${amountNanoUsd}, leased = leased + ${amountNanoUsd}
        where account_id = ${lease.account_id}
      )
      update leases set granted = granted + ${amountNanoUsd} where lease_id = ${leaseId}`.execute(tx)
    return { refusal: null }
  })
}

const DAY_MS = 86_400_000

/** A charge counts to the day on which its answer started: today, or yesterday if the lease is that old. */
const daysOf = (now: Date, leasedAt: Date): Date[] =>
  dayOf(leasedAt) < dayOf(now) ? [now, new Date(now.getTime() - DAY_MS)] : [now]
