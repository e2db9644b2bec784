import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWebhook } from '../../answers/describe-webhook.ts'
import type { Context } from '../../context.ts'
import { listEndpoints } from '../../webhooks/endpoints.ts'

export const listWebhooksRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/webhooks', requireKey(context.auth), async (c) => {
    const rows = await listEndpoints(context, c.var.key.accountId)
    return c.json({ object: 'list', data: rows.map(describeWebhook) })
  })
