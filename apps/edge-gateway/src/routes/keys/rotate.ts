import { rotateKeyRequestSchema } from '@gptget/api/schemas/keys'
import { rotateKeyByKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { keyIdOf, optionalBodyOf, showManagedKey } from '../../requests/managed-key.ts'
import { actorOf, requireManagementKey } from '../../requests/require-management-key.ts'

/** A new secret for a key; the old one stays valid for as long as the caller says. */
export const rotateKeyRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/keys/:id/rotate', requireManagementKey(context), async (c) => {
    const keyId = keyIdOf(c)
    const sent = parseAt(rotateKeyRequestSchema, await optionalBodyOf(context, c))
    const asked = { ...actorOf(c), keyId, overlapSeconds: sent.overlap_seconds }
    const rotated = await context.bus.call(rotateKeyByKey, asked)
    return c.json({
      data: await showManagedKey(context, c, keyId),
      key: rotated.apiKey,
      overlap_ends_at: rotated.overlapEndsAt,
    })
  })
