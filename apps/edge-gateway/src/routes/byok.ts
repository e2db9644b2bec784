import { byokKeyRequestSchema, type byokKeySchema } from '@gptget/api/schemas/byok'
import {
  byokTransportContext,
  deleteByokKey,
  listByokKeys,
  readByokSealingKey,
  storeByokKey,
} from '@gptget/contracts'
import type { ByokKeyRecord } from '@gptget/contracts'
import { parseJsonBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { sealForTransport } from '@gptget/keys'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import type { z } from 'zod'
import type { EdgeContext } from '../context.ts'
import { readSmallBodyOf } from './read-body-of.ts'
import { requireCaller } from './require-caller.ts'

/** An account's own keys of providers. What was stored is never shown again. */
export const byokRoutes = (context: EdgeContext): Hono<HttpEnv> => {
  const { bus } = context
  const withKey = requireCaller(context)
  return new Hono<HttpEnv>()
    .get('/v1/byok', withKey, async (c) => {
      const { accountId } = c.var.key
      const { keys: stored } = await bus.call(listByokKeys, { accountId })
      return c.json({ object: 'list', data: stored.map(describe) })
    })
    .post('/v1/byok', withKey, async (c) => {
      const { accountId } = c.var.key
      const body = parseJsonBody(await readSmallBodyOf(context, c))
      const { provider, api_key: apiKey, name } = parseAt(byokKeyRequestSchema, body)
      const { sealingKey } = await bus.call(readByokSealingKey, {})
      const sealedFor = byokTransportContext(accountId, provider)
      const sealedApiKey = await sealForTransport(sealingKey, apiKey, sealedFor)
      const { key } = await bus.call(storeByokKey, { accountId, provider, sealedApiKey, name })
      return c.json(describe(key), 201)
    })
    .delete('/v1/byok/:id', withKey, async (c) => {
      const { accountId } = c.var.key
      const { key } = await bus.call(deleteByokKey, { accountId, byokKeyId: c.req.param('id') })
      return c.json({ id: key.byokKeyId, object: 'byok_key', deleted: true })
    })
}

const describe = ({
  byokKeyId,
  provider,
  name,
  label,
  createdAt,
}: ByokKeyRecord): z.output<typeof byokKeySchema> => ({
  id: byokKeyId,
  object: 'byok_key',
  provider,
  name,
  label,
  created_at: createdAt,
})
