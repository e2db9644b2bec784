import type { LeaseRecord } from '@gptget/bus'
import { withTransaction } from '@gptget/postgres'
import { PublicError } from '@gptget/protocol'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { lockWallets } from '../ledger/lock-balances.ts'
import { sizeLease } from './size-lease.ts'

export type TakeLeaseInput = {
  accountId: string
  keyId: string | null
  holder: string
  wantNanoUsd: bigint
}

export type TakenLease = {
  lease: LeaseRecord | null
  refusal: 'insufficient_credits' | 'key_limit_exceeded' | 'unknown_account' | null
  availableNanoUsd: bigint
  leasedNanoUsd: bigint
}

/**
 * Moves credit from a wallet's available to its leased side. The wallet's row lock makes takers of one account
 * wait for each other, so that what the size was reckoned from still holds when it is written.
 */
export const takeLease = async (ctx: LedgerContext, input: TakeLeaseInput): Promise<TakenLease> => {
  if (input.wantNanoUsd < 0n)
    throw new PublicError('invalid_request', 'A lease of less than nothing was asked for.')
  return withTransaction(ctx.db, async (tx) => {
    const [wallet] = await lockWallets(tx, [input.accountId])
    if (wallet === undefined) return refuse('unknown_account', 0n, 0n)
    const { availableNanoUsd, leasedNanoUsd } = wallet
    const ceilingNanoUsd = input.keyId === null ? null : await readCeiling(tx, input.accountId, input.keyId)
    const amount = sizeLease({ wantNanoUsd: input.wantNanoUsd, availableNanoUsd, ceilingNanoUsd })
    if (amount === 0n) {
      const isShort = availableNanoUsd === 0n || availableNanoUsd < input.wantNanoUsd
      return refuse(isShort ? 'insufficient_credits' : 'key_limit_exceeded', availableNanoUsd, leasedNanoUsd)
    }
    const lease = await writeLease(ctx, tx, input, amount)
    return {
      lease,
      refusal: null,
      availableNanoUsd: availableNanoUsd - amount,
      leasedNanoUsd: leasedNanoUsd + amount,
    }
  })
}

const refuse = (
  refusal: NonNullable<TakenLease['refusal']>,
  availableNanoUsd: bigint,
  leasedNanoUsd: bigint,
): TakenLease => ({ lease: null, refusal, availableNanoUsd, leasedNanoUsd })

/**
 * What a key's own limit leaves to lend, never below zero; null: it has none. One statement, so that usage settled
 * meanwhile counts either as leased or as spent, and never as neither.
 */
const readCeiling = async (tx: Transaction, accountId: string, keyId: string): Promise<bigint | null> => {
  const { rows } = await sql<{ ceiling: bigint | null }>`
    select case when credit_limit is not null then greatest(0, credit_limit
      - coalesce((select amount from key_spend s where s.key_id = k.key_id and period = 'total'), 0)
      - (select coalesce(sum(granted - returned - settled), 0)::bigint from leases l
          where l.account_id = k.account_id and l.key_id = k.key_id and status <> 'closed')
    ) end as ceiling
    from api_keys k where k.key_id = ${keyId} and k.account_id = ${accountId}`.execute(tx)
  return rows[0]?.ceiling ?? null
}

const writeLease = async (
  ctx: LedgerContext,
  tx: Transaction,
  input: TakeLeaseInput,
  amountNanoUsd: bigint,
): Promise<LeaseRecord> => {
  const leaseId = ctx.createId('lease')
  const createdAt = ctx.now()
  const expiresAt = new Date(createdAt.getTime() + ctx.leaseLifetimeMs)
  await sql`with debited as (
      update wallets set available = available - ${amountNanoUsd}, leased = leased + ${amountNanoUsd}
      where account_id = ${input.accountId}
    )
    insert into leases (lease_id, account_id, key_id, holder, granted, expires_at, created_at) values
      (${leaseId}, ${input.accountId}, ${input.keyId}, ${input.holder}, ${amountNanoUsd}, ${expiresAt}, ${createdAt})
  `.execute(tx)
  return { leaseId, grantedNanoUsd: amountNanoUsd, expiresAt: expiresAt.toISOString() }
}
