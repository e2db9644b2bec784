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
  /** Kept as a mark, so that deleting it again gives the same answer. */
  deleted_at: Date | null
}

export type ComputerRow = {
  computer_id: string
  /** 8 hex digits: names its desktop on the host, and its page in `connection_url`. */
  instance_id: string
  /** The number of the computer: selects its uid on the host. */
  slot: Generated<string>
  workspace_id: string
  account_id: string
  /** The key that pays: the one that created it or started it last. */
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
  /** Why it has this status, if no one requested it. */
  status_reason: string | null
  /** The host with its disk. */
  host: string
  /** Signs the tokens of its live view; a new one revokes all of them. */
  view_secret: string
  /** Ids of individually revoked tokens. */
  revoked_views: Generated<string[]>
  /** Hours charged so far; each has a separate hold and charge. */
  hours_charged: Generated<number>
  /** The end of the paid time; running longer begins another hour. */
  paid_until: Date | null
  /** The type that was paid for until then; null for older rows. */
  paid_type: InstanceType | null
  /** The number of holds: each needs a new name, because a released one cannot be opened again. */
  holds_opened: Generated<number>
  /** The hold of the next hour, and the type that decides its price; null if none is open. */
  held_number: number | null
  held_type: InstanceType | null
  running_since: Date | null
  /** When its desktop was last known to run. */
  seen_at: Date | null
  /** Metered by the second, over all its running time. */
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

/** Who did what in a computer, without typed text. */
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
