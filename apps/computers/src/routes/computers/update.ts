import { updateComputerRequestSchema } from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeComputer } from '../../answers/describe-computer.ts'
import type { Context } from '../../context.ts'
import { updateComputer } from '../../lifecycle/commands.ts'
import { actorOf, bodyOf, idOf } from '../../requests/asked.ts'

export const updateComputerRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().patch('/v1/computers/:id', requireKey(context), async (c) => {
    const changes = await bodyOf(context, c, updateComputerRequestSchema)
    const row = await updateComputer(context, actorOf(c), idOf(c), changes)
    return c.json(describeComputer(context, c, row))
  })
