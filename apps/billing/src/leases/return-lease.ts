import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'

export type ReturnLeaseInput = {
  leaseId: string
  amountNanoUsd: bigint
  /** What the holder had returned of this lease before. */
  returnedBeforeNanoUsd?: bigint
  isFinal: boolean
}

/**
 * How long a lease stays unchanged after its holder is done: usage published at the last moment is still on its way.
 */
const CLOSING_GRACE_MS = 1_000

/**
 * Returns credit of a lease to its wallet, never more than the lease has left. A final return only starts closing: the
 * rest pays for usage that is not booked yet, and the sweep frees it after that.
 *
 * A repeat changes nothing: with `returnedBeforeNanoUsd` the total is set instead of added to, and a closing lease
 * accepts no further return. A non-final return without it is the only call that must not be repeated.
 */
export const returnLease = async (
  context: LedgerContext,
  input: ReturnLeaseInput,
): Promise<{ isReturned: boolean }> => {
  if (input.amountNanoUsd < 0n)
    throw new PublicError('invalid_request', 'The returned amount cannot be negative.')
  return withTransaction(context.db, async (tx) => {
    const lease = await tx
      .selectFrom('leases')
      .selectAll()
      .where('lease_id', '=', input.leaseId)
      .where('status', '=', 'open')
      .forUpdate()
      .executeTakeFirst()
    if (lease === undefined) return { isReturned: false }
    const left = lease.granted - lease.returned - lease.settled
    const before = input.returnedBeforeNanoUsd ?? lease.returned
    const owed = before + input.amountNanoUsd - lease.returned
    const amount = owed < 0n ? 0n : owed > left ? left : owed
    if (amount > 0n) await moveBack(tx, lease.lease_id, lease.account_id, amount)
    if (input.isFinal) await startClosing(context, tx, lease.lease_id)
    return { isReturned: true }
  })
}

const moveBack = (tx: Transaction, leaseId: string, accountId: string, amountNanoUsd: bigint) =>
  sql`with returned as (
      update leases set returned = returned + ${amountNanoUsd} where lease_id = ${leaseId}
    )
    update wallets set available = available + ${amountNanoUsd}, leased = leased - ${amountNanoUsd}
    where account_id = ${accountId}`.execute(tx)

const startClosing = (context: LedgerContext, tx: Transaction, leaseId: string) =>
  tx
    .updateTable('leases')
    .set({ status: 'closing', expires_at: new Date(context.now().getTime() + CLOSING_GRACE_MS) })
    .where('lease_id', '=', leaseId)
    .execute()
