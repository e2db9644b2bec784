import { queryOptions } from '@tanstack/react-query'
import { getJson, sendJson } from './client.ts'

/** The events that a webhook can receive. */
export const WEBHOOK_EVENTS = [
  'task.completed',
  'task.failed',
  'task.cancelled',
  'task.expired',
  'video.completed',
  'video.failed',
] as const

/** A webhook, as in `/v1/webhooks`. */
export type Webhook = {
  id: string
  /** null: it is the one that signs events for a `callback_url`. */
  url: string | null
  events: string[]
  description: string
  enabled: boolean
  disabled_reason: string | null
  created_at: number
}

export type WebhookWithSecret = Webhook & { secret: string }

export type Delivery = {
  id: string
  event_id: string
  event_type: string
  state: 'pending' | 'delivered' | 'failed'
  attempts: { at: string; status: number | null; duration_ms: number; error: string | null }[]
  next_attempt_at: number | null
  created_at: number
}

const PATH = '/console/v1/webhooks'
const POLL_MS = 2_000

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await getJson<{ data: Webhook[] }>(PATH, signal)).data,
})

/** The deliveries of a webhook, polled while one is due soon. */
export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhook-deliveries', id],
    queryFn: async ({ signal }) =>
      (await getJson<{ data: Delivery[] }>(`${PATH}/${id}/deliveries?limit=100`, signal)).data,
    refetchInterval: ({ state }) => (state.data?.some((one) => one.state === 'pending') ? POLL_MS : false),
  })

export type WebhookFields = { url: string; events: string[]; description: string }

export const createWebhook = (fields: WebhookFields): Promise<WebhookWithSecret> =>
  sendJson('POST', PATH, fields)
export const updateWebhook = (
  id: string,
  fields: Partial<WebhookFields> & { enabled?: boolean },
): Promise<Webhook> => sendJson('PATCH', `${PATH}/${id}`, fields)
export const deleteWebhook = (id: string): Promise<unknown> => sendJson('DELETE', `${PATH}/${id}`)
export const rotateWebhook = (id: string, overlapSeconds: number): Promise<WebhookWithSecret> =>
  sendJson('POST', `${PATH}/${id}/rotate`, { overlap_seconds: overlapSeconds })
export const testWebhook = (id: string): Promise<Delivery> => sendJson('POST', `${PATH}/${id}/test`)
export const redeliver = (id: string, deliveryId: string): Promise<Delivery> =>
  sendJson('POST', `${PATH}/${id}/deliveries/${deliveryId}/redeliver`)
