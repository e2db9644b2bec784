import { byokKeyRequestSchema } from '@gptget/api/schemas/byok'
import { byokTransportContext, readByokSealingKey, storeByokKey } from '@gptget/contracts'
import { parseJsonBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { sealForTransport } from '@gptget/keys'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import { describeByokKey } from '../../answers/describe-byok-key.ts'
import type { EdgeContext } from '../../context.ts'
import { readSmallBodyOf } from '../../requests/read-body-of.ts'
import { requireCaller } from '../../requests/require-caller.ts'

/** Stores a provider's key. It leaves this process encrypted. */
export const storeByokRoute = (context: EdgeContext): Hono<HttpEnv> => {
  const { bus } = context
  return new Hono<HttpEnv>().post('/v1/byok', requireCaller(context), async (c) => {
    const { accountId } = c.var.key
    const body = parseJsonBody(await readSmallBodyOf(context, c))
    const { provider, api_key: apiKey, name } = parseAt(byokKeyRequestSchema, body)
    const { sealingKey } = await bus.call(readByokSealingKey, {})
    const sealedFor = byokTransportContext(accountId, provider)
    const sealedApiKey = await sealForTransport(sealingKey, apiKey, sealedFor)
    const { key } = await bus.call(storeByokKey, { accountId, provider, sealedApiKey, name })
    return c.json(describeByokKey(key), 201)
  })
}
