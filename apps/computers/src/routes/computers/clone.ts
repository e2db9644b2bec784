import { cloneComputerRequestSchema } from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeComputer } from '../../answers/describe-computer.ts'
import type { Context } from '../../context.ts'
import { cloneComputer } from '../../lifecycle/create-computer.ts'
import { actorOf, bodyOf, idOf } from '../../requests/asked.ts'

export const cloneComputerRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/clone', requireKey(context), async (c) => {
    const asked = await bodyOf(context, c, cloneComputerRequestSchema)
    return c.json(describeComputer(context, c, await cloneComputer(context, actorOf(c), idOf(c), asked)), 201)
  })
