import { createKeyRequestSchema } from '@gptget/api/schemas/keys'
import { createKeyByKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { toKeyOptions } from '../../requests/key-options.ts'
import { optionalBodyOf, showManagedKey } from '../../requests/managed-key.ts'
import { actorOf, requireManagementKey } from '../../requests/require-management-key.ts'

/** Creates a key. Its secret is only in this answer. */
export const createKeyRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/keys', requireManagementKey(context), async (c) => {
    const options = toKeyOptions(context, parseAt(createKeyRequestSchema, await optionalBodyOf(context, c)))
    const { key, apiKey } = await context.bus.call(createKeyByKey, { ...actorOf(c), ...options })
    return c.json({ data: await showManagedKey(context, c, key.keyId), key: apiKey }, 201)
  })
