import type { Generated, Selectable } from 'kysely'

/** `url` null: the one that signs what is sent to `callback_url`s. `events` is a JSON text. */
export type WebhookEndpointsTable = {
  endpoint_id: string
  account_id: string
  url: string | null
  events: string
  description: Generated<string>
  /** Sealed JSON. The newest first; an older one signs too until its time is over. */
  secrets: string
  is_enabled: Generated<boolean>
  disabled_reason: string | null
  created_at: Date
}
export type WebhookEndpointRow = Selectable<WebhookEndpointsTable>

/** `attempts` is JSON: what came of each. */
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
