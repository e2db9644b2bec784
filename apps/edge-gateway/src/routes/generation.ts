import { generationQuerySchema } from '@gptget/api/schemas/generation'
import { readGeneration } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import { authenticate } from '../access/authenticate.ts'
import { describeGeneration } from '../answers/describe-generation.ts'
import type { EdgeEnv } from '../app.ts'
import type { EdgeContext } from '../context.ts'

export const generationRoute = ({ bus, keys, now }: EdgeContext): Hono<EdgeEnv> =>
  new Hono<EdgeEnv>().get('/v1/generation', async (c) => {
    const { accountId } = await authenticate(c.env.incoming, keys, now())
    const { id: generationId } = parseAt(generationQuerySchema, c.req.query())
    if (!/^[\w-]{1,200}$/.test(generationId)) throw noSuchGeneration(generationId)
    const { generation } = await bus.call(readGeneration, { accountId, generationId })
    if (generation === null) throw noSuchGeneration(generationId)
    return c.json({ data: describeGeneration(generation) })
  })

const noSuchGeneration = (id: string): PublicError =>
  new PublicError('not_found', `There is no generation "${id.slice(0, 100)}".`, { param: 'id' })
