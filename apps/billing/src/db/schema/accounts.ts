import type { AccountState, KeyRight } from '@gptget/contracts'
import type { Generated, Selectable } from 'kysely'

/** Limits of a key, or of all keys of an account together; null: none. Credit in nano-USD per day and month of UTC. */
export type LimitColumns = {
  requests_per_minute: number | null
  tokens_per_minute: number | null
  credit_limit_per_day: bigint | null
  credit_limit_per_month: bigint | null
}

type Limits = { [Column in keyof LimitColumns]: Generated<LimitColumns[Column]> }

export type AccountRow = Limits & {
  account_id: string
  name: string
  created_at: Date
  state: Generated<AccountState>
}

export type ApiKeyTable = LimitColumns & {
  key_id: string
  account_id: string
  name: string
  label: string
  /** Hex SHA-256: the key itself is not stored. */
  hash: string
  allowed_models: string[] | null
  rights: Generated<KeyRight[]>
  is_disabled: Generated<boolean>
  /** The most it may ever spend. */
  credit_limit: bigint | null
  expires_at: Date | null
  revoked_at: Date | null
  created_at: Date
}
export type ApiKeyRow = Selectable<ApiKeyTable>

/** The hash of a previous secret of a key, and until when it is valid. */
export type EarlierSecretRow = { hash: string; key_id: string; ends_at: Date }

/** What a key was charged: in total (`total`), per day (`2026-11-22`) and per month (`2026-11`), in UTC. */
export type KeySpendRow = { key_id: string; period: string; amount: Generated<bigint> }

/** What an account was charged per day and per month. */
export type AccountSpendRow = { account_id: string; period: string; amount: Generated<bigint> }

/** An account's own provider key, which only a router can decrypt. */
export type ByokKeyRow = {
  own_key_id: string
  account_id: string
  provider: string
  name: string
  label: string
  sealed: string
  created_at: Date
}

export type AccountTables = {
  accounts: AccountRow
  api_keys: ApiKeyTable
  earlier_secrets: EarlierSecretRow
  key_spend: KeySpendRow
  account_spend: AccountSpendRow
  own_keys: ByokKeyRow
}
