import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { onActiveRun } from '../../requests/run-of.ts'

/** Pauses a run before its next action. Safe to repeat. */
export const pauseRunRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/runs/:run/pause', requireKey(context), async (c) =>
    c.json(await onActiveRun(context, c, (run) => void run.pause('caller'))),
  )
