import { bashRequestSchema } from '@gptget/api/schemas/computer-actions'
import { toPublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { z } from 'zod'
import { askAgent } from '../../agent/ask-agent.ts'
import { collectOutput } from '../../agent/collect-output.ts'
import { readLines } from '../../agent/read-lines.ts'
import type { Context } from '../../context.ts'
import { audited, bodyOf } from '../../requests/asked.ts'

type Bash = z.output<typeof bashRequestSchema>

/** Runs a shell command, answered at its end or as it writes. */
export const runCommandRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().post('/v1/computers/:id/bash', requireKey(context), async (c) => {
    const asked = await bodyOf(context, c, bashRequestSchema)
    return asked.stream ? streamBash(context, c, asked) : runBash(context, c, asked)
  })

/** A command may contain a secret: only its size is recorded. */
const bashNote = ({ command, session }: Bash) => ({
  action: 'bash',
  detail: { bytes: command.length, session },
})

const runBash = async (context: Context, c: HonoContext<HttpEnv>, asked: Bash): Promise<Response> => {
  const { output, exit } = await audited(context, c, bashNote(asked), (live) =>
    live.use(() => collectOutput(live, '/bash', asked)),
  )
  return c.json({
    success: !exit.timed_out,
    action: 'bash',
    command: asked.command,
    output,
    exit_code: exit.exit_code,
    timed_out: exit.timed_out,
    truncated: exit.truncated,
    session_ended: exit.session_ended,
  })
}

/** Output as it is written, then the exit, or an error in its place. */
const streamBash = async (context: Context, c: HonoContext<HttpEnv>, asked: Bash): Promise<Response> => {
  const answer = Promise.withResolvers<Response>()
  audited(context, c, bashNote(asked), (live) =>
    live.use(async () => {
      const lines = readLines(await askAgent(live, { method: 'POST', path: '/bash', json: asked }))
      const over = Promise.withResolvers<void>()
      answer.resolve(
        streamSSE(c, async (stream) => {
          try {
            for await (const line of lines)
              await stream.writeSSE({ event: line.type, data: JSON.stringify(line) })
            over.resolve()
          } catch (error) {
            over.reject(error as Error)
            const { message, status } = toPublicError(error)
            await stream.writeSSE({
              event: 'error',
              data: JSON.stringify({ error: { message, code: status } }),
            })
          }
        }),
      )
      await over.promise
    }),
  ).catch((error: unknown) => answer.reject(error as Error))
  return answer.promise
}
