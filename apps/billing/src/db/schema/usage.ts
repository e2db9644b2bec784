import type { ColumnType } from 'kysely'

/** Written as JSON text, read parsed. `json`, not `jsonb`: callers' text may contain what jsonb refuses (\u0000). */
type Json = ColumnType<unknown, string, never>

/** A charge of any kind; its document has everything. */
export type ChargeRow = {
  charge_id: string
  kind: 'generation' | 'capture'
  account_id: string
  key_id: string
  lease_id: string | null
  /** The subject, if it was paid from a hold. */
  subject: string | null
  product: string
  cost: bigint
  charged: bigint
  /** The part of the cost that the wallet could not pay: `cost - charged`. */
  shortfall: bigint
  started_at: Date
  settled_at: Date
  document: Json
}

/** Usage that could not be booked, kept for a person to look at. */
export type RejectedUsageRow = { charge_id: string; reason: string; document: Json; rejected_at: Date }

export type UsageTables = { charges: ChargeRow; rejected_usage: RejectedUsageRow }
