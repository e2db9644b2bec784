import { updateWebhookRequestSchema } from '@gptget/api/schemas/webhooks'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeWebhook } from '../../answers/describe-webhook.ts'
import type { Context } from '../../context.ts'
import { idOf, readAsked } from '../../requests/asked.ts'
import { requireEndpoint, requireReceiver } from '../../webhooks/endpoints.ts'

/** A disabled endpoint starts fresh when it is enabled. */
export const updateWebhookRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().patch('/v1/webhooks/:id', requireKey(context.auth), async (c) => {
    const { url, events, description, enabled } = await readAsked(context, c, updateWebhookRequestSchema)
    const row = await requireEndpoint(context, c.var.key.accountId, idOf(c))
    const changed = await context.db
      .updateTable('webhook_endpoints')
      .set({
        url: url === undefined || row.url === null ? row.url : requireReceiver(context, url, 'url'),
        events: events === undefined ? row.events : JSON.stringify(events),
        description: description ?? row.description,
        is_enabled: enabled ?? row.is_enabled,
        disabled_reason: enabled === true ? null : row.disabled_reason,
      })
      .where('endpoint_id', '=', row.endpoint_id)
      .returningAll()
      .executeTakeFirstOrThrow()
    return c.json(describeWebhook(changed))
  })
