import { deliveriesQuerySchema } from '@gptget/api/schemas/webhooks'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeDelivery } from '../../answers/describe-webhook.ts'
import type { Context } from '../../context.ts'
import { idOf, queryOf } from '../../requests/asked.ts'
import { listDeliveries, requireEndpoint } from '../../webhooks/endpoints.ts'

export const listDeliveriesRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/webhooks/:id/deliveries', requireKey(context.auth), async (c) => {
    const { limit } = queryOf(c, deliveriesQuerySchema)
    const endpoint = await requireEndpoint(context, c.var.key.accountId, idOf(c))
    const rows = await listDeliveries(context, endpoint, limit)
    return c.json({ object: 'list', data: rows.map(describeDelivery) })
  })
