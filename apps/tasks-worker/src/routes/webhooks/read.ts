import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWebhook } from '../../answers/describe-webhook.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { requireEndpoint } from '../../webhooks/endpoints.ts'

export const readWebhookRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/webhooks/:id', requireKey(context.auth), async (c) =>
    c.json(describeWebhook(await requireEndpoint(context, c.var.key.accountId, idOf(c)))),
  )
