import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context } from '../../context.ts'
import { onActiveRun } from '../../requests/run-of.ts'

/** Resumes a run that was paused by its caller or by a person in the live view. */
export const resumeRunRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/runs/:run/resume', requireKey(context), async (c) =>
    c.json(await onActiveRun(context, c, (run) => void run.resume())),
  )
