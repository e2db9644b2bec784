import type { Generated, Kysely, Selectable } from 'kysely'

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
  /** The process that has it. */
  owner: string
  /** The hold that pays it; null where each of its parts is paid by itself. */
  hold_subject: string | null
  /** What was delivered and is not charged yet, as JSON; null where there is nothing. */
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
  /** Hex SHA-256 of the API key it stands for. */
  key_hash: string
  /** The session it opens, as JSON. */
  session: string
  expires_at: Date
  created_at: Date
}

/** A session as it is read. */
export type SessionRow = Selectable<SessionTable>

export type Schema = { sessions: SessionTable; client_secrets: ClientSecretRow }
export type Database = Kysely<Schema>
