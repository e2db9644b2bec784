import type { Generated } from 'kysely'

/** All amounts in nano-USD. Postgres itself holds `available + leased + held = granted - charged`, none below zero. */
export type WalletRow = {
  account_id: string
  available: Generated<bigint>
  /** Handed out in leases and not yet charged or returned. */
  leased: Generated<bigint>
  /** Set aside in holds. */
  held: Generated<bigint>
  /** Everything ever granted. */
  granted: Generated<bigint>
  /** Everything ever charged. */
  charged: Generated<bigint>
}

/** `granted - returned - settled` is what the holder may still spend or has spent without billing knowing yet. */
export type LeaseRow = {
  lease_id: string
  account_id: string
  /** The one key that may spend it; null: any key of the account. */
  key_id: string | null
  holder: string
  granted: bigint
  returned: Generated<bigint>
  settled: Generated<bigint>
  /** `closing`: the holder spends no more, usage of it may still be on its way. */
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
  /** Its legs, which sum to zero. A credit to the account's wallet is positive. */
  wallet_amount: Generated<bigint>
  grants_amount: Generated<bigint>
  shortfall_amount: Generated<bigint>
  revenue_amount: Generated<bigint>
}

/** A payment, by the id that the payment service has for it, and the grant that it became. */
export type PaymentRow = {
  payment_id: string
  account_id: string
  transaction_id: string
  amount: bigint
  created_at: Date
}

export type CreditTables = {
  payments: PaymentRow
  wallets: WalletRow
  leases: LeaseRow
  ledger_transactions: LedgerTransactionRow
}
