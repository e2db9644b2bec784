import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { deleteComputer } from '../../lifecycle/commands.ts'
import { actorOf, idOf } from '../../requests/asked.ts'

export const deleteComputerRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/computers/:id', requireKey(context), async (c) => {
    await deleteComputer(context, actorOf(c), idOf(c))
    return c.json({ id: idOf(c), deleted: true })
  })
