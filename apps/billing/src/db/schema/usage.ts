import type { ColumnType } from 'kysely'

/** Written as JSON text, read parsed. `json`, not `jsonb`: callers' text may hold what jsonb refuses (\u0000). */
type Json = ColumnType<unknown, string, never>

export type GenerationRow = {
  generation_id: string
  account_id: string
  key_id: string
  lease_id: string | null
  model: string
  outcome: string
  cost: bigint
  charged: bigint
  /** The part of the cost that the wallet could not pay: `cost - charged`. */
  shortfall: bigint
  started_at: Date
  settled_at: Date
  /** The usage event, whole. */
  event: Json
}

/** Usage that could not be booked, kept for a person to look at. */
export type RejectedUsageRow = { generation_id: string; reason: string; event: Json; rejected_at: Date }

export type UsageTables = { generations: GenerationRow; rejected_usage: RejectedUsageRow }
