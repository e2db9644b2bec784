import type { Kysely, Transaction as KyselyTransaction } from 'kysely'
import type {
  BackgroundRunRow,
  ConversationRow,
  ConversationTurnRow,
  ResponseRow,
  RetentionRow,
  StoredBytesRow,
} from './responses.ts'
import type { TaskEventRow, TasksTable } from './tasks.ts'
import type { WebhookDeliveriesTable, WebhookEndpointsTable } from './webhooks.ts'

export type Schema = {
  responses: ResponseRow
  background_runs: BackgroundRunRow
  conversations: ConversationRow
  conversation_turns: ConversationTurnRow
  stored_bytes: StoredBytesRow
  retention: RetentionRow
  task_retention: RetentionRow
  conversation_retention: RetentionRow
  tasks: TasksTable
  task_events: TaskEventRow
  webhook_endpoints: WebhookEndpointsTable
  webhook_deliveries: WebhookDeliveriesTable
}
export type Database = Kysely<Schema>
export type Transaction = KyselyTransaction<Schema>

/** The Postgres schema that holds the tasks-worker's tables. */
export const SCHEMA_NAME = 'tasks'
