import type { HoldRecord } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { remainingOf, toHoldRecord, type StoredHold } from './hold-record.ts'
import { lockHold, readHold } from './lock-hold.ts'
import { writeStep } from './steps.ts'

/** Releases the rest, once. @throws PublicError not_found */
export const releaseHold = (
  context: LedgerContext,
  { subject }: { subject: string },
): Promise<{ hold: HoldRecord }> =>
  withTransaction(context.db, async (tx) => {
    const { hold } = await lockHold(tx, subject)
    await releaseLocked(context, tx, hold)
    return { hold: toHoldRecord(await readHold(tx, subject)) }
  })

/** The hold must be current, and locked together with its wallet. */
export const releaseLocked = async (
  context: LedgerContext,
  tx: Transaction,
  hold: StoredHold,
): Promise<void> => {
  const { subject } = hold
  if (hold.status === 'released') return
  const amountNanoUsd = remainingOf(hold)
  await sql`with ended as (
      update holds set status = 'released', released = released + ${amountNanoUsd} where subject = ${subject}
    )
    update wallets set available = available + ${amountNanoUsd}, held = held - ${amountNanoUsd}
    where account_id = ${hold.account_id}`.execute(tx)
  await writeStep(tx, { subject, step: 'release', kind: 'release', amountNanoUsd }, context.now())
}
