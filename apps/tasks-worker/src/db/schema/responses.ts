import type { Generated } from 'kysely'

/** `cancelled`, `failed`, `incomplete` and `completed` are final. */
export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled'

/** `input` and `response` are JSON texts: the caller's own items, and the response object as it was answered. */
export type ResponseRow = {
  response_id: string
  account_id: string
  status: ResponseStatus
  is_background: boolean
  previous_response_id: string | null
  conversation_id: string | null
  input: string
  response: string
  /** The ids by which later requests may refer to its items; none before it has ended. */
  item_ids: Generated<string[]>
  created_at: Date
  expires_at: Date
}

/** A background response that has not ended. */
export type BackgroundRunRow = {
  response_id: string
  account_id: string
  /** JSON of the head and of the storage for a router. */
  head: string
  request: string
  /** In nano-USD. */
  largest_cost: bigint
  is_key_limited: boolean
  /** The process that runs it; null while it waits. */
  runner: string | null
  seen_at: Date | null
  created_at: Date
}

export type ConversationRow = {
  conversation_id: string
  account_id: string
  /** JSON. */
  metadata: string
  created_at: Date
  /** When its items or metadata last changed; null for older rows. */
  used_at: Date | null
  /** null: never, for older rows. */
  expires_at: Date | null
}

/** Items added together: the first items of a conversation, or a response's input and output. */
export type ConversationTurnRow = {
  conversation_id: string
  account_id: string
  position: Generated<bigint>
  response_id: string | null
  /** A JSON array. */
  items: string
}

/** An account's storage in all of these tables; triggers update it. */
export type StoredBytesRow = {
  account_id: string
  bytes: bigint
}

/** An account's retention in days, if it is shorter than the operator's. */
export type RetentionRow = { account_id: string; days: number }
