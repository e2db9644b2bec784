import { createWebhookRequestSchema } from '@gptget/api/schemas/webhooks'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWebhook } from '../../answers/describe-webhook.ts'
import type { Context } from '../../context.ts'
import { readAsked } from '../../requests/asked.ts'
import { createEndpoint } from '../../webhooks/endpoints.ts'

export const createWebhookRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/webhooks', requireKey(context.auth), async (c) => {
    const { url, events = [], description = '' } = await readAsked(context, c, createWebhookRequestSchema)
    const asked = { url, events, description }
    const { endpoint, secret } = await createEndpoint(context, c.var.key.accountId, asked)
    return c.json({ ...describeWebhook(endpoint), secret })
  })
