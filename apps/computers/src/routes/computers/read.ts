import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeComputer } from '../../answers/describe-computer.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { requireComputer } from '../../store/rows.ts'

export const readComputerRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id', requireKey(context), async (c) => {
    const row = await requireComputer(context.db, c.var.key.accountId, idOf(c))
    return c.json(describeComputer(context, c, row))
  })
