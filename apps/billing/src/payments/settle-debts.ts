import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'
import { bookAudited } from '../ledger/grant-credits.ts'
import { lockWallets } from '../ledger/lock-balances.ts'

const STRIPE = { kind: 'service', id: 'stripe' } as const

type Due = { paymentId: string; takenBack: bigint; due: bigint }

/**
 * Takes back what an account owes for reversed payments, as far as its wallet has it and never below zero, and returns
 * what was taken back too much. The wallet must be locked. @returns what is still owed
 */
export const settleDebts = async (
  context: LedgerContext,
  tx: Transaction,
  accountId: string,
): Promise<bigint> => {
  const dues = await readDues(tx, accountId)
  let owed = 0n
  for (const due of dues) owed += await settle(context, tx, accountId, due)
  return owed
}

const readDues = (tx: Transaction, accountId: string): Promise<Due[]> =>
  tx
    .selectFrom('payments')
    .select([
      'payment_id as paymentId',
      'taken_back as takenBack',
      sql<bigint>`least(amount, refunded + disputed)`.as('due'),
    ])
    .where('account_id', '=', accountId)
    .where(sql<boolean>`least(amount, refunded + disputed) <> taken_back`)
    .orderBy('created_at')
    .execute()

/** Settles one payment. @returns what is still owed for it */
const settle = async (
  context: LedgerContext,
  tx: Transaction,
  accountId: string,
  { paymentId, takenBack, due }: Due,
): Promise<bigint> => {
  const [wallet] = await lockWallets(tx, [accountId])
  const change = smaller(due - takenBack, wallet!.availableNanoUsd)
  if (change === 0n) return due - takenBack
  const isReturned = change < 0n
  await bookAudited(context, tx, isReturned ? 'payment.restored' : 'payment.reversed', {
    accountId,
    amountNanoUsd: -change,
    reason: isReturned ? `Payment ${paymentId} was kept after all` : `Payment ${paymentId} was reversed`,
    actor: STRIPE,
  })
  await tx
    .updateTable('payments')
    .set({ taken_back: takenBack + change })
    .where('payment_id', '=', paymentId)
    .execute()
  return due - takenBack - change
}

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other)
