import { execRequestSchema } from '@gptget/api/schemas/computer-actions'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { collectOutput } from '../../agent/collect-output.ts'
import type { Context } from '../../context.ts'
import { audited, bodyOf } from '../../requests/asked.ts'

/** Runs code in an interpreter. Only its size is recorded. */
export const runCodeRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/exec', requireKey(context), async (c) => {
    const asked = await bodyOf(context, c, execRequestSchema)
    const detail = { bytes: asked.code.length }
    const { output, exit } = await audited(context, c, { action: 'exec', detail }, (live) =>
      live.use(() => collectOutput(live, '/exec', asked)),
    )
    const failed = exit.error_type !== undefined
    return c.json({
      success: !failed && !exit.timed_out,
      output,
      error: exit.timed_out ? `It took longer than ${asked.timeout} s.` : (exit.error ?? null),
      error_type: exit.timed_out ? 'TimeoutError' : (exit.error_type ?? null),
      timeout: exit.timed_out,
      exit_code: exit.timed_out ? null : exit.exit_code,
    })
  })
