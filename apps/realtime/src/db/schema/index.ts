import type { Generated, Kysely, Selectable, Transaction as KyselyTransaction } from 'kysely'

/** The Postgres schema that holds the tables of this service. */
export const SCHEMA_NAME = 'realtime'

type SessionTable = {
  session_id: string
  account_id: string
  key_id: string
  model: string
  /** `realtime` or `transcription`. */
  type: string
  /** `cascade`, or the provider that it is relayed to. */
  backend: string
  status: Generated<'open' | 'closed'>
  /** The process that serves it. */
  owner: string
  /** The hold that pays for it; null if each of its parts is paid for separately. */
  hold_subject: string | null
  /** What was delivered and is not charged yet, as JSON; else null. */
  pending: Generated<string | null>
  responses: Generated<number>
  cost: Generated<bigint>
  close_reason: string | null
  created_at: Date
  seen_at: Date
  closed_at: Date | null
}

type ClientSecretRow = {
  /** Hex SHA-256 of the secret. */
  secret_hash: string
  account_id: string
  key_id: string
  /** Hex SHA-256 of its API key. */
  key_hash: string
  /** The session that it opens, as JSON. */
  session: string
  expires_at: Date
  created_at: Date
}

type TurnRow = {
  response_id: string
  account_id: string
  /** The times of its steps, as JSON. */
  latency: string
  created_at: Date
}

/** A session row. */
export type SessionRow = Selectable<SessionTable>

export type Schema = { sessions: SessionTable; client_secrets: ClientSecretRow; turns: TurnRow }
export type Database = Kysely<Schema>
export type Transaction = KyselyTransaction<Schema>
