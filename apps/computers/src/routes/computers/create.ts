import { createComputerRequestSchema } from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeComputer } from '../../answers/describe-computer.ts'
import type { Context } from '../../context.ts'
import { createComputer } from '../../lifecycle/create-computer.ts'
import { actorOf, bodyOf } from '../../requests/asked.ts'

/** Makes a computer, and answers when it runs. */
export const createComputerRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers', requireKey(context), async (c) => {
    const asked = await bodyOf(context, c, createComputerRequestSchema)
    return c.json(describeComputer(context, c, await createComputer(context, actorOf(c), asked)), 201)
  })
