import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { requireEndpoint } from '../../webhooks/endpoints.ts'

export const deleteWebhookRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/webhooks/:id', requireKey(context.auth), async (c) => {
    const { endpoint_id: id } = await requireEndpoint(context, c.var.key.accountId, idOf(c))
    await context.db.deleteFrom('webhook_endpoints').where('endpoint_id', '=', id).execute()
    return c.json({ id, object: 'webhook.deleted', deleted: true })
  })
