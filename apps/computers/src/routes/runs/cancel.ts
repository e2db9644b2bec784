import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { runOf } from '../../requests/run-of.ts'
import { describeRun } from '../../runs/answers/describe-run.ts'

/** Ends a run, and answers when it is over, because its cost is known then. Safe to repeat. */
export const cancelRunRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/runs/:run/cancel', requireKey(context), async (c) => {
    const { run_id: runId } = await runOf(context, c)
    const run = context.runs.find(runId)
    run?.stop({ reason: 'cancelled', error: null })
    await run?.over
    return c.json(describeRun(await runOf(context, c)))
  })
