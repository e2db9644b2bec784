import type { Generated } from 'kysely'

/** All amounts in nano-USD. Postgres checks that `available + leased + held = granted - charged`, none below zero. */
export type WalletRow = {
  account_id: string
  available: Generated<bigint>
  /** In leases, not yet charged or returned. */
  leased: Generated<bigint>
  /** In holds. */
  held: Generated<bigint>
  /** Total of all grants. */
  granted: Generated<bigint>
  /** Total of all charges. */
  charged: Generated<bigint>
}

/** `granted - returned - settled` is what the holder may still spend, or has spent without billing knowing yet. */
export type LeaseRow = {
  lease_id: string
  account_id: string
  /** The only key that may spend it; null: any key of the account. */
  key_id: string | null
  holder: string
  granted: bigint
  returned: Generated<bigint>
  settled: Generated<bigint>
  /** `closing`: the holder spends no more, but usage may still arrive. */
  status: Generated<'open' | 'closing' | 'closed'>
  expires_at: Date
  created_at: Date
}

export type LedgerTransactionRow = {
  transaction_id: string
  kind: 'grant' | 'usage'
  account_id: string
  charge_id: string | null
  price_version: string | null
  reason: string | null
  /** In the order in which an account's transactions were booked. */
  sequence: Generated<bigint>
  created_at: Date
  /** The legs, which sum to zero. A credit to the account's wallet is positive. */
  wallet_amount: Generated<bigint>
  grants_amount: Generated<bigint>
  shortfall_amount: Generated<bigint>
  revenue_amount: Generated<bigint>
}

/** A payment, by the payment service's id, and its grant. */
export type PaymentRow = {
  payment_id: string
  account_id: string
  transaction_id: string
  amount: bigint
  created_at: Date
  /** The total refund of the payment service. */
  refunded: Generated<bigint>
  /** The amount claimed by the payer’s bank. */
  disputed: Generated<bigint>
  is_dispute_closed: Generated<boolean>
  /** The part of both that was taken from the wallet. The rest is owed. */
  taken_back: Generated<bigint>
}

export type CreditTables = {
  payments: PaymentRow
  wallets: WalletRow
  leases: LeaseRow
  ledger_transactions: LedgerTransactionRow
}
