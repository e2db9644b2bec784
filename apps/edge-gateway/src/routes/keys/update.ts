import { updateKeyRequestSchema } from '@gptget/api/schemas/keys'
import { updateKeyByKey } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { EdgeContext } from '../../context.ts'
import { toKeyOptions } from '../../requests/key-options.ts'
import { keyIdOf, optionalBodyOf, showManagedKey } from '../../requests/managed-key.ts'
import { actorOf, requireManagementKey } from '../../requests/require-management-key.ts'

export const updateKeyRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().patch('/v1/keys/:id', requireManagementKey(context), async (c) => {
    const keyId = keyIdOf(c)
    const sent = parseAt(updateKeyRequestSchema, await optionalBodyOf(context, c))
    const { disabled: isDisabled, ...fields } = sent
    const options = toKeyOptions(context, fields)
    await context.bus.call(updateKeyByKey, { ...actorOf(c), keyId, ...options, isDisabled })
    return c.json({ data: await showManagedKey(context, c, keyId) })
  })
