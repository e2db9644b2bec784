import { PublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { secondsOf } from '../../answers/describe-task.ts'
import { describeDelivery } from '../../answers/describe-webhook.ts'
import type { Context } from '../../context.ts'
import type { WebhookEndpointRow } from '../../db/schema/webhooks.ts'
import { idOf, type C } from '../../requests/asked.ts'
import { ByHandLimit } from '../../webhooks/by-hand-limit.ts'
import { requireEndpoint } from '../../webhooks/endpoints.ts'
import { makeEvent, writeDelivery, type WebhookEvent } from '../../webhooks/write-deliveries.ts'

/** Sends a test event, or repeats an earlier one under its id. */
export const createDeliveryRoutes = (context: Context): Hono<HttpEnv> => {
  const byHand = new ByHandLimit(context.now)
  return new Hono<HttpEnv>()
    .post('/v1/webhooks/:id/test', requireKey(context.auth), async (c) => {
      byHand.take(c.var.key.accountId)
      const endpoint = await requireEndpoint(context, c.var.key.accountId, idOf(c))
      if (endpoint.url === null)
        throw new PublicError('conflict', 'It has no address: callbacks go to the address of their task.')
      const event = makeEvent(context.makeId(), 'webhook.test', secondsOf(context.now()), {
        id: endpoint.endpoint_id,
      })
      return answer(context, c, endpoint, event, endpoint.url)
    })
    .post('/v1/webhooks/:id/deliveries/:delivery/redeliver', requireKey(context.auth), async (c) => {
      byHand.take(c.var.key.accountId)
      const endpoint = await requireEndpoint(context, c.var.key.accountId, idOf(c))
      const before = await context.db
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('delivery_id', '=', c.req.param('delivery'))
        .where('endpoint_id', '=', endpoint.endpoint_id)
        .executeTakeFirst()
      if (before === undefined)
        throw new PublicError('not_found', 'There is no such delivery.', { param: 'delivery' })
      const event = { id: before.event_id, type: before.event_type, payload: before.payload }
      return answer(context, c, endpoint, event, endpoint.url ?? before.url)
    })
}

const answer = async (
  context: Context,
  c: C,
  endpoint: WebhookEndpointRow,
  event: WebhookEvent,
  url: string,
): Promise<Response> => {
  const { db } = context
  const id = await db.transaction().execute((tx) => writeDelivery(context, tx, endpoint, event, url))
  context.deliveriesDue.tell()
  const row = await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('delivery_id', '=', id)
    .executeTakeFirstOrThrow()
  return c.json(describeDelivery(row))
}
