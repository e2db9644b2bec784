import type { Generated, Selectable } from 'kysely'

/** `url` null: the endpoint whose secret signs `callback_url`s. `events` is a JSON text. */
export type WebhookEndpointsTable = {
  endpoint_id: string
  account_id: string
  url: string | null
  events: string
  description: Generated<string>
  /** Encrypted JSON. Newest first; older secrets also sign until they expire. */
  secrets: string
  is_enabled: Generated<boolean>
  disabled_reason: string | null
  created_at: Date
}
export type WebhookEndpointRow = Selectable<WebhookEndpointsTable>

/** `attempts` is JSON: the outcome of each. */
export type WebhookDeliveriesTable = {
  delivery_id: string
  endpoint_id: string
  account_id: string
  event_id: string
  event_type: string
  url: string
  payload: string
  state: 'pending' | 'delivered' | 'failed'
  attempts: Generated<string>
  due_at: Date | null
  created_at: Date
}
export type WebhookDeliveryRow = Selectable<WebhookDeliveriesTable>
