import { rotateWebhookRequestSchema } from '@gptget/api/schemas/webhooks'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWebhook } from '../../answers/describe-webhook.ts'
import type { Context } from '../../context.ts'
import { idOf, readAsked } from '../../requests/asked.ts'
import { rotateSecret } from '../../webhooks/endpoints.ts'

const DAY_SECONDS = 86_400

export const rotateWebhookRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/webhooks/:id/rotate', requireKey(context.auth), async (c) => {
    const asked = await readAsked(context, c, rotateWebhookRequestSchema)
    const overlapMs = (asked.overlap_seconds ?? DAY_SECONDS) * 1_000
    const { endpoint, secret } = await rotateSecret(context, c.var.key.accountId, idOf(c), overlapMs)
    return c.json({ ...describeWebhook(endpoint), secret })
  })
