import { deleteByokKey, listByokKeys, storeByokKey } from '@gptget/contracts'
import type { ByokKeyRecord } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { Hono } from 'hono'
import { z } from 'zod'
import { authenticate } from '../access/authenticate.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'
import { parseJsonBody, readBody } from '../generation/read-body.ts'

export const storeByokKeyBody = z.strictObject({
  provider: z.string().min(1).max(100),
  api_key: z.string().min(1).max(1_000),
  name: z.string().min(1).max(200).optional(),
})

/** An account's own keys of providers. What was stored is never shown again. */
export const byokRoutes = ({ bus, keys, now }: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>()
    .get('/v1/byok', async (c) => {
      const { accountId } = await authenticate(c.env.incoming, keys, now())
      const { keys: stored } = await bus.call(listByokKeys, { accountId })
      return c.json({ object: 'list', data: stored.map(describe) })
    })
    .post('/v1/byok', async (c) => {
      const { accountId } = await authenticate(c.env.incoming, keys, now())
      const { provider, api_key: apiKey, name } = readStored(parseJsonBody(await readBody(c.env.incoming)))
      const { key } = await bus.call(storeByokKey, { accountId, provider, apiKey, name })
      return c.json(describe(key), 201)
    })
    .delete('/v1/byok/:id', async (c) => {
      const { accountId } = await authenticate(c.env.incoming, keys, now())
      const { key } = await bus.call(deleteByokKey, { accountId, byokKeyId: c.req.param('id') })
      return c.json({ id: key.byokKeyId, object: 'byok_key', deleted: true })
    })

/** What is wrong is named by its field; the value, a secret, is not repeated. @throws PublicError 400 */
const readStored = (body: unknown): z.output<typeof storeByokKeyBody> => {
  const read = storeByokKeyBody.safeParse(body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const param = issue!.code === 'unrecognized_keys' ? issue!.keys.join(', ') : issue!.path.join('.')
  throw new PublicError('invalid_request', `${param || 'body'}: ${issue!.message}.`, { param })
}

const describe = ({ byokKeyId, provider, name, label, createdAt }: ByokKeyRecord) => ({
  id: byokKeyId,
  object: 'byok_key',
  provider,
  name,
  label,
  created_at: createdAt,
})
