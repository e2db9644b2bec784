import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { actorOf, idOf } from '../../requests/asked.ts'
import { describeRun } from '../../runs/answers/describe-run.ts'
import { listRuns } from '../../runs/store/run-rows.ts'
import { requireComputer } from '../../store/rows.ts'

/** The newest runs of a computer. */
export const listRunsRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/runs', requireKey(context), async (c) => {
    const { accountId } = actorOf(c)
    await requireComputer(context.db, accountId, idOf(c))
    const rows = await listRuns(context.db, accountId, idOf(c))
    return c.json({ object: 'list', data: rows.map(describeRun) })
  })
