import type { Actor, AuditAction } from '@gptget/contracts'
import type { ColumnType, GeneratedAlways } from 'kysely'

export type AuditRow = {
  /** In the order of writing, which pages use. */
  sequence: GeneratedAlways<bigint>
  id: string
  account_id: string
  actor_kind: Actor['kind']
  actor_id: string
  action: AuditAction
  subject: string
  details: ColumnType<Record<string, unknown>, string, never>
  created_at: Date
}

export type AuditTables = { audit: AuditRow }
