import { createComputerRequestSchema } from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeComputer } from '../../answers/describe-computer.ts'
import type { Context } from '../../context.ts'
import { askHost, isFromHost } from '../../hosts/ask-host.ts'
import { placeComputer } from '../../hosts/place-computer.ts'
import { createComputer, requireRegion } from '../../lifecycle/create-computer.ts'
import { actorOf, bodyOf } from '../../requests/asked.ts'

/** Creates a computer on the best host, and answers when it runs. */
export const createComputerRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers', requireKey(context), async (c) => {
    const asked = await bodyOf(context, c, createComputerRequestSchema)
    const actor = actorOf(c)
    const region = requireRegion(context, asked.region)
    const other = isFromHost(c.env.incoming) ? null : await placeComputer(context, actor, region)
    if (other !== null)
      return askHost(other.url, c, { method: 'POST', target: '/v1/computers', body: { ...asked, region } })
    return c.json(describeComputer(context, c, await createComputer(context, actor, asked)), 201)
  })
