import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { runOf } from '../../requests/run-of.ts'
import { describeRun } from '../../runs/answers/describe-run.ts'

/** A run, and its receipt. */
export const readRunRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/runs/:run', requireKey(context), async (c) =>
    c.json(describeRun(await runOf(context, c))),
  )
