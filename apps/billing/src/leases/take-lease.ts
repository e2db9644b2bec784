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
    const { ceilingNanoUsd, leasedNanoUsd } = await readClaims(tx, input)
    const { availableNanoUsd } = wallet
    const amount = sizeLease({ wantNanoUsd: input.wantNanoUsd, availableNanoUsd, ceilingNanoUsd })
    if (amount === 0n) {
      const isShort = availableNanoUsd === 0n || availableNanoUsd < input.wantNanoUsd
      return refuse(isShort ? 'insufficient_credits' : 'key_limit_exceeded', availableNanoUsd, leasedNanoUsd)
    }
    const lease = await writeLease(ctx, tx, input, amount)
    return { lease, refusal: null, availableNanoUsd: availableNanoUsd - amount, leasedNanoUsd }
  })
}

const refuse = (
  refusal: NonNullable<TakenLease['refusal']>,
  availableNanoUsd: bigint,
  leasedNanoUsd: bigint,
): TakenLease => ({ lease: null, refusal, availableNanoUsd, leasedNanoUsd })

/**
 * Who else has a claim: what other holders have out, and what the key's own limit leaves (null: no such limit).
 * One statement, so that usage settled meanwhile counts either as leased or as spent, and never as neither.
 */
const readClaims = async (tx: Transaction, input: TakeLeaseInput) => {
  const { rows } = await sql<{ leased: bigint; ceiling: bigint | null }>`
    select
      (select coalesce(sum(granted - returned - settled), 0)::bigint from leases
        where account_id = ${input.accountId} and status <> 'closed' and holder <> ${input.holder}) as leased,
      (select credit_limit
          - coalesce((select amount from key_spend s where s.key_id = k.key_id and period = 'total'), 0)
          - (select coalesce(sum(granted - returned - settled), 0)::bigint from leases l
              where l.account_id = k.account_id and l.key_id = k.key_id and status <> 'closed')
        from api_keys k where k.key_id = ${input.keyId} and k.account_id = ${input.accountId}) as ceiling
  `.execute(tx)
  const { leased, ceiling } = rows[0]!
  return { leasedNanoUsd: leased, ceilingNanoUsd: ceiling === null || ceiling > 0n ? ceiling : 0n }
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
