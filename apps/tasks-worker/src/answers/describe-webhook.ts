import type { webhookDeliverySchema, webhookSchema } from '@gptget/api/schemas/webhooks'
import type { z } from 'zod'
import type { WebhookDeliveryRow, WebhookEndpointRow } from '../db/schema/webhooks.ts'
import { readAttempts } from '../rows/attempts.ts'
import { secondsOf } from './describe-task.ts'

/** An endpoint without its secret, which is shown only when it is created. */
export const describeWebhook = (row: WebhookEndpointRow): z.output<typeof webhookSchema> => ({
  id: row.endpoint_id,
  object: 'webhook',
  url: row.url,
  events: JSON.parse(row.events) as string[],
  description: row.description,
  enabled: row.is_enabled,
  disabled_reason: row.disabled_reason,
  created_at: secondsOf(row.created_at),
})

export const describeDelivery = (row: WebhookDeliveryRow): z.output<typeof webhookDeliverySchema> => ({
  id: row.delivery_id,
  object: 'webhook.delivery',
  event_id: row.event_id,
  event_type: row.event_type,
  url: row.url,
  state: row.state,
  attempts: readAttempts(row),
  next_attempt_at: row.due_at === null ? null : secondsOf(row.due_at),
  created_at: secondsOf(row.created_at),
})
