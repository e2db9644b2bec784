import { z } from 'zod'

export const WEBHOOK_EVENTS = [
  'task.completed',
  'task.failed',
  'task.cancelled',
  'task.expired',
  'video.completed',
  'video.failed',
] as const

const fields = {
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .describe('The URL that events are sent to; https only.'),
  events: z
    .array(z.enum(WEBHOOK_EVENTS))
    .max(20)
    .optional()
    .describe('The events to send. None or an empty list: all.'),
  description: z.string().max(500).optional().describe('Your own note.'),
}

export const createWebhookRequestSchema = z.strictObject(fields).meta({ id: 'CreateWebhookRequest' })

export const updateWebhookRequestSchema = z
  .strictObject({
    ...fields,
    url: fields.url.optional(),
    enabled: z
      .boolean()
      .optional()
      .describe('Whether it receives events. Set it to enable a disabled webhook again.'),
  })
  .meta({ id: 'UpdateWebhookRequest' })

export const rotateWebhookRequestSchema = z
  .strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(604_800)
      .optional()
      .describe('How long the previous secret also signs. Default: a day.'),
  })
  .meta({ id: 'RotateWebhookRequest' })

const webhookFields = {
  id: z.string(),
  object: z.literal('webhook'),
  url: z.string().nullable().describe('null: the secret that signs the events sent to a `callback_url`.'),
  events: z.array(z.string()),
  description: z.string(),
  enabled: z.boolean(),
  disabled_reason: z.string().nullable(),
  created_at: z.int(),
}

export const webhookSchema = z.strictObject(webhookFields).meta({ id: 'Webhook' })

export const webhookWithSecretSchema = z
  .strictObject({ ...webhookFields, secret: z.string().describe('Shown only once.') })
  .meta({ id: 'WebhookWithSecret' })

export const webhooksSchema = z
  .strictObject({ object: z.literal('list'), data: z.array(webhookSchema) })
  .meta({ id: 'WebhookList' })

export const deletedWebhookSchema = z
  .strictObject({ id: z.string(), object: z.literal('webhook.deleted'), deleted: z.literal(true) })
  .meta({ id: 'DeletedWebhook' })

export const deliveriesQuerySchema = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('The maximum number of deliveries, newest first.'),
})

export const webhookDeliverySchema = z
  .strictObject({
    id: z.string(),
    object: z.literal('webhook.delivery'),
    event_id: z.string().describe('The same on every attempt, so that receivers can detect repeats.'),
    event_type: z.string(),
    url: z.string(),
    state: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.array(
      z.strictObject({
        at: z.string(),
        status: z.int().nullable(),
        duration_ms: z.number(),
        error: z.string().nullable(),
      }),
    ),
    next_attempt_at: z.int().nullable(),
    created_at: z.int(),
  })
  .meta({ id: 'WebhookDelivery' })

export const deliveriesSchema = z
  .strictObject({ object: z.literal('list'), data: z.array(webhookDeliverySchema) })
  .meta({ id: 'WebhookDeliveryList' })
