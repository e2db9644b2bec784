import type { Generated } from 'kysely'

export type AccountRow = { account_id: string; name: string; created_at: Date }

export type ApiKeyRow = {
  key_id: string
  account_id: string
  name: string
  label: string
  /** Hex SHA-256: the key itself is stored nowhere. */
  hash: string
  allowed_models: string[] | null
  requests_per_minute: number | null
  tokens_per_minute: number | null
  credit_limit: bigint | null
  expires_at: Date | null
  revoked_at: Date | null
  created_at: Date
}

/** What a key has been charged: in all (`total`), per day (`2026-11-22`) and per month (`2026-11`), in UTC. */
export type KeySpendRow = { key_id: string; period: string; amount: Generated<bigint> }

export type AccountTables = { accounts: AccountRow; api_keys: ApiKeyRow; key_spend: KeySpendRow }
