import { z } from 'zod'
import { LOOKUP_ERRORS } from '../error-sets.ts'
import type { Operation, Parameter } from '../operation.ts'
import {
  createWebhookRequestSchema,
  deletedWebhookSchema,
  deliveriesQuerySchema,
  deliveriesSchema,
  rotateWebhookRequestSchema,
  updateWebhookRequestSchema,
  webhookDeliverySchema,
  webhookSchema,
  webhooksSchema,
  webhookWithSecretSchema,
} from '../schemas/webhooks.ts'

const id: Parameter = {
  name: 'id',
  in: 'path',
  description: 'The id of the webhook.',
  schema: z.string(),
  isRequired: true,
  example: 'wh_abc123',
}

const WEBHOOK = {
  id: 'wh_abc123',
  object: 'webhook',
  url: 'https://example.com/hooks',
  events: ['task.completed', 'task.failed'],
  description: '',
  enabled: true,
  disabled_reason: null,
  created_at: 1_767_225_600,
}

const SECRET = { ...WEBHOOK, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }

const DELIVERY = {
  id: 'dlv_abc123',
  object: 'webhook.delivery',
  event_id: 'evt_abc123',
  event_type: 'task.completed',
  url: 'https://example.com/hooks',
  state: 'delivered',
  attempts: [{ at: '2026-01-01T00:00:00.000Z', status: 200, duration_ms: 84, error: null }],
  next_attempt_at: null,
  created_at: 1_767_225_600,
}

const common = { service: 'tasks-worker', tag: 'Webhooks', dialect: 'openai-chat' } as const
const ERRORS = [...LOOKUP_ERRORS, 'permission_denied', 'not_found'] as const

/** Endpoints that are notified when tasks end. */
export const WEBHOOKS: readonly Operation[] = [
  {
    ...common,
    route: 'POST /v1/webhooks',
    path: '/v1/webhooks',
    operationId: 'createWebhook',
    summary: 'Create a webhook',
    description:
      'Notifies a URL when tasks end, as specified by Standard Webhooks (standardwebhooks.com). Verify the events with `client.webhooks.unwrap()` of OpenAI’s clients. The secret is shown only in this answer.',
    request: {
      schema: createWebhookRequestSchema,
      examples: { 'All events': { url: 'https://example.com/hooks' } },
    },
    answer: {
      description: 'The webhook, with its secret.',
      schema: webhookWithSecretSchema,
      example: SECRET,
    },
    errors: ['invalid_request', ...ERRORS, 'conflict'],
  },
  {
    ...common,
    route: 'GET /v1/webhooks',
    path: '/v1/webhooks',
    operationId: 'listWebhooks',
    summary: 'List webhooks',
    description: 'All webhooks of the account, oldest first.',
    answer: {
      description: 'The webhooks.',
      schema: webhooksSchema,
      example: { object: 'list', data: [WEBHOOK] },
    },
    errors: ERRORS,
  },
  {
    ...common,
    route: 'GET /v1/webhooks/:id',
    path: '/v1/webhooks/{id}',
    operationId: 'readWebhook',
    summary: 'Read a webhook',
    description: 'The webhook, without its secret.',
    parameters: [id],
    answer: { description: 'The webhook.', schema: webhookSchema, example: WEBHOOK },
    errors: ERRORS,
  },
  {
    ...common,
    route: 'PATCH /v1/webhooks/:id',
    path: '/v1/webhooks/{id}',
    operationId: 'updateWebhook',
    summary: 'Change a webhook',
    description: 'Changes its URL or its events, or enables or disables it.',
    parameters: [id],
    request: { schema: updateWebhookRequestSchema, examples: { 'Enable it again': { enabled: true } } },
    answer: { description: 'The webhook.', schema: webhookSchema, example: WEBHOOK },
    errors: ['invalid_request', ...ERRORS],
  },
  {
    ...common,
    route: 'DELETE /v1/webhooks/:id',
    path: '/v1/webhooks/{id}',
    operationId: 'deleteWebhook',
    summary: 'Delete a webhook',
    description: 'Deletes it. Deliveries that are still pending are not sent.',
    parameters: [id],
    answer: {
      description: 'Confirms that it is deleted.',
      schema: deletedWebhookSchema,
      example: { id: 'wh_abc123', object: 'webhook.deleted', deleted: true },
    },
    errors: ERRORS,
  },
  {
    ...common,
    route: 'POST /v1/webhooks/:id/rotate',
    path: '/v1/webhooks/{id}/rotate',
    operationId: 'rotateWebhookSecret',
    summary: 'Rotate its secret',
    description:
      'Creates a new secret, shown only in this answer. For a while, events are signed with both secrets.',
    parameters: [id],
    request: { schema: rotateWebhookRequestSchema, examples: { 'For an hour': { overlap_seconds: 3600 } } },
    answer: {
      description: 'The webhook, with its secret.',
      schema: webhookWithSecretSchema,
      example: SECRET,
    },
    errors: ['invalid_request', ...ERRORS, 'conflict'],
  },
  {
    ...common,
    route: 'POST /v1/webhooks/:id/test',
    path: '/v1/webhooks/{id}/test',
    operationId: 'testWebhook',
    summary: 'Send a test event',
    description: 'Sends an event of type `webhook.test`, signed and retried like any other.',
    parameters: [id],
    answer: {
      description: 'The delivery.',
      schema: webhookDeliverySchema,
      example: { ...DELIVERY, event_type: 'webhook.test', state: 'pending', attempts: [] },
    },
    errors: [...ERRORS, 'conflict'],
  },
  {
    ...common,
    route: 'GET /v1/webhooks/:id/deliveries',
    path: '/v1/webhooks/{id}/deliveries',
    operationId: 'listWebhookDeliveries',
    summary: 'List deliveries',
    description: 'The deliveries of the last 30 days, with the result of each attempt.',
    parameters: [id],
    query: deliveriesQuerySchema,
    answer: {
      description: 'The deliveries.',
      schema: deliveriesSchema,
      example: { object: 'list', data: [DELIVERY] },
    },
    errors: ['invalid_request', ...ERRORS],
  },
  {
    ...common,
    route: 'POST /v1/webhooks/:id/deliveries/:delivery/redeliver',
    path: '/v1/webhooks/{id}/deliveries/{delivery}/redeliver',
    operationId: 'redeliverWebhook',
    summary: 'Send an event again',
    description: 'Sends the same event again, with the same id.',
    parameters: [
      id,
      {
        name: 'delivery',
        in: 'path',
        description: 'The id of one of its deliveries.',
        schema: z.string(),
        isRequired: true,
        example: 'dlv_abc123',
      },
    ],
    answer: { description: 'The new delivery.', schema: webhookDeliverySchema, example: DELIVERY },
    errors: ERRORS,
  },
]
