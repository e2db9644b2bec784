import type { Generated, Kysely, Transaction as KyselyTransaction } from 'kysely'
import type { InstanceType } from '../../instance-types.ts'
import type { RunEventRow, RunRequestRow, RunRow } from './runs.ts'

/** The Postgres schema that holds the tables of this service. */
export const SCHEMA_NAME = 'computers'

export const STATUSES = [
  'creating',
  'starting',
  'running',
  'stopping',
  'stopped',
  'restarting',
  'deleting',
  'error',
] as const
export type Status = (typeof STATUSES)[number]

export const NETWORKS = ['internet', 'allowlist', 'none'] as const
export type Network = (typeof NETWORKS)[number]

export type WorkspaceRow = {
  workspace_id: string
  account_id: string
  name: string
  created_at: Date
  /** Kept as a mark, so that deleting it again answers the same. */
  deleted_at: Date | null
}

export type ComputerRow = {
  computer_id: string
  /** 8 hex digits: names its desktop on the host, and its page in `connection_url`. */
  instance_id: string
  /** Counts computers: its place among the uids of the host. */
  slot: Generated<string>
  workspace_id: string
  account_id: string
  /** Whose key pays: the one that made it or started it last. */
  key_id: string
  name: string
  instance_type: InstanceType
  region: string
  /** `1280x720` */
  resolution: string
  image: string
  network: Network
  allowed_hosts: string[]
  /** 0: never. */
  auto_stop_minutes: number
  status: Status
  /** Why it is in this status, where nobody asked for it. */
  status_reason: string | null
  /** The host that has its disk. */
  host: string
  /** Signs the tokens of its live view; a new one revokes them all. */
  view_secret: string
  /** Ids of single tokens that were revoked. */
  revoked_views: Generated<string[]>
  /** Hours charged so far; each is a hold and a charge of its own. */
  hours_charged: Generated<number>
  /** Until when its running is paid; running on begins another hour. */
  paid_until: Date | null
  /** Counts holds: each names its own, for one that was released cannot be opened again. */
  holds_opened: Generated<number>
  /** The hold of the hour that comes next, and the type it is priced by; null where none is open. */
  held_number: number | null
  held_type: InstanceType | null
  running_since: Date | null
  /** When its desktop was last known to run. */
  seen_at: Date | null
  /** Metered by the second, over all times it ran. */
  running_seconds: Generated<number>
  last_used_at: Date
  created_at: Date
  deleted_at: Date | null
}

export type EventRow = {
  seq: Generated<string>
  computer_id: string
  account_id: string
  type: string
  data: string
  created_at: Date
}

/** Who did what in a computer. What was typed is not in it. */
export type ActionRow = {
  computer_id: string
  account_id: string
  key_id: string
  request_id: string
  action: string
  detail: string
  outcome: string
  created_at: Date
}

export type Schema = {
  workspaces: WorkspaceRow
  computers: ComputerRow
  computer_events: EventRow
  computer_actions: ActionRow
  runs: RunRow
  run_events: RunEventRow
  run_requests: RunRequestRow
}
export type Database = Kysely<Schema>
export type Transaction = KyselyTransaction<Schema>
