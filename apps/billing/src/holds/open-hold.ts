import { HOLD_LIFETIME_MS, type HoldAnswer, type OpenHold } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { withTransaction } from '@gptget/postgres'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { UNKNOWN_ACCOUNT } from '../leases/refusal-of.ts'
import { lockWallets } from '../ledger/lock-balances.ts'
import { findRefusal } from './find-refusal.ts'
import { toHoldRecord, type StoredHold } from './hold-record.ts'
import { readHold } from './lock-hold.ts'
import { isDone, writeStep } from './steps.ts'

/**
 * Reserves credit of a wallet for a subject. A repeat returns the current hold.
 * @throws PublicError conflict if the subject belongs to another account or was opened with another amount
 */
export const openHold = async (context: LedgerContext, input: OpenHold): Promise<HoldAnswer> => {
  requireAmount(input.amountNanoUsd)
  return withTransaction(context.db, async (tx) => {
    const [wallet] = await lockWallets(tx, [input.accountId])
    if (wallet === undefined) return { hold: null, refusal: UNKNOWN_ACCOUNT }
    const known = await findHold(tx, input.subject)
    if (known !== undefined) return repeated(tx, known, input)
    const refusal = await findRefusal(context, tx, wallet, input.keyId, input.amountNanoUsd)
    if (refusal !== null) return { hold: null, refusal }
    await writeHold(context, tx, input)
    return { hold: toHoldRecord(await readHold(tx, input.subject)), refusal: null }
  })
}

/** @throws PublicError invalid_request */
export const requireAmount = (amountNanoUsd: bigint): void => {
  if (amountNanoUsd >= 0n) return
  throw new PublicError('invalid_request', 'The amount must not be negative.', { param: 'amount' })
}

const findHold = (tx: Transaction, subject: string): Promise<StoredHold | undefined> =>
  tx.selectFrom('holds').selectAll().where('subject', '=', subject).executeTakeFirst()

const repeated = async (
  tx: Transaction,
  known: StoredHold,
  { accountId, subject, amountNanoUsd }: OpenHold,
): Promise<HoldAnswer> => {
  if (known.account_id !== accountId) throw takenBy(subject)
  await isDone(tx, { subject, step: 'open', kind: 'open', amountNanoUsd })
  return { hold: toHoldRecord(known), refusal: null }
}

const takenBy = (subject: string): PublicError =>
  new PublicError('conflict', `There is another hold "${subject}".`, { param: 'subject' })

/** Two accounts that open the same subject at once hold different locks: the second is refused here. */
const writeHold = async (context: LedgerContext, tx: Transaction, input: OpenHold): Promise<void> => {
  const createdAt = context.now()
  const expiresAt = new Date(createdAt.getTime() + HOLD_LIFETIME_MS)
  const { rows } = await sql<{ subject: string }>`
    insert into holds (subject, account_id, key_id, owner, amount, expires_at, created_at) values
      (${input.subject}, ${input.accountId}, ${input.keyId}, ${input.owner}, ${input.amountNanoUsd}, ${expiresAt}, ${createdAt})
    on conflict do nothing returning subject`.execute(tx)
  if (rows.length === 0) throw takenBy(input.subject)
  await setAside(tx, input.accountId, input.amountNanoUsd)
  await writeStep(tx, { ...input, step: 'open', kind: 'open' }, createdAt)
}

/** Moves credit from a wallet's available to its held side. */
export const setAside = (tx: Transaction, accountId: string, amountNanoUsd: bigint) =>
  sql`update wallets set available = available - ${amountNanoUsd}, held = held + ${amountNanoUsd}
    where account_id = ${accountId}`.execute(tx)
