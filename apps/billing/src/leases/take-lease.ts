import type { LeaseRecord, LeaseRefusal } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { lockWallets } from '../ledger/lock-balances.ts'
import { readCeilings } from './credit-ceilings.ts'
import { refusalOf, UNKNOWN_ACCOUNT } from './refusal-of.ts'
import { sizeLease } from './size-lease.ts'

export type TakeLeaseInput = {
  accountId: string
  keyId: string | null
  holder: string
  wantNanoUsd: bigint
}

export type TakenLease = { lease: LeaseRecord | null; refusal: LeaseRefusal | null }

/**
 * Moves credit from a wallet's available to its leased side. The lock on the wallet's row serializes requests of one
 * account, so that the calculation is still valid when it is written.
 */
export const takeLease = async (context: LedgerContext, input: TakeLeaseInput): Promise<TakenLease> => {
  if (input.wantNanoUsd < 0n) throw new PublicError('invalid_request', 'A lease cannot be negative.')
  return withTransaction(context.db, async (tx) => {
    const [wallet] = await lockWallets(tx, [input.accountId])
    if (wallet === undefined) return { lease: null, refusal: UNKNOWN_ACCOUNT }
    const ceilings = await readCeilings(tx, wallet, input.keyId, context.now())
    const amount = sizeLease(
      input.wantNanoUsd,
      ceilings.map(({ availableNanoUsd }) => availableNanoUsd),
    )
    return amount === 0n
      ? { lease: null, refusal: refusalOf(ceilings, input.wantNanoUsd) }
      : { lease: await writeLease(context, tx, input, amount), refusal: null }
  })
}

const writeLease = async (
  context: LedgerContext,
  tx: Transaction,
  input: TakeLeaseInput,
  amountNanoUsd: bigint,
): Promise<LeaseRecord> => {
  const leaseId = context.createId('lease')
  const createdAt = context.now()
  const expiresAt = new Date(createdAt.getTime() + context.leaseLifetimeMs)
  await sql`with debited as (
      update wallets set available = available - ${amountNanoUsd}, leased = leased + ${amountNanoUsd}
      where account_id = ${input.accountId}
    )
    insert into leases (lease_id, account_id, key_id, holder, granted, expires_at, created_at) values
      (${leaseId}, ${input.accountId}, ${input.keyId}, ${input.holder}, ${amountNanoUsd}, ${expiresAt}, ${createdAt})
  `.execute(tx)
  return { leaseId, grantedNanoUsd: amountNanoUsd, expiresAt: expiresAt.toISOString() }
}
