import { bashRequestSchema, execRequestSchema } from '@gptget/api/schemas/computer-actions'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { toPublicError } from '@gptget/errors'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { z } from 'zod'
import { askAgent } from '../agent/ask-agent.ts'
import { readLines, type ExitLine } from '../agent/read-lines.ts'
import type { Context } from '../context.ts'
import type { LiveComputer } from '../live/live-computers.ts'
import { audited, bodyOf } from './asked.ts'

type Bash = z.output<typeof bashRequestSchema>

/** Commands and code. */
export const shellRoutes = (context: Context): Hono<HttpEnv> => {
  const withKey = requireKey(context)
  return new Hono<HttpEnv>()
    .post('/v1/computers/:id/bash', withKey, async (c) => {
      const asked = await bodyOf(context, c, bashRequestSchema)
      return asked.stream ? streamBash(context, c, asked) : runBash(context, c, asked)
    })
    .post('/v1/computers/:id/exec', withKey, async (c) => {
      const asked = await bodyOf(context, c, execRequestSchema)
      const detail = { bytes: asked.code.length }
      const { output, exit } = await audited(context, c, { action: 'exec', detail }, (live) =>
        live.use(() => collect(live, '/exec', asked)),
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
}

/** A command may hold a secret: of it only its size is kept. */
const bashNote = ({ command, session }: Bash) => ({
  action: 'bash',
  detail: { bytes: command.length, session },
})

const runBash = async (context: Context, c: HonoContext<HttpEnv>, asked: Bash): Promise<Response> => {
  const { output, exit } = await audited(context, c, bashNote(asked), (live) =>
    live.use(() => collect(live, '/bash', asked)),
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

const collect = async (
  live: LiveComputer,
  path: string,
  body: object,
): Promise<{ output: string; exit: ExitLine }> => {
  const pieces: string[] = []
  for await (const line of readLines(await askAgent(live, { method: 'POST', path, json: body }))) {
    if (line.type === 'exit') return { output: pieces.join(''), exit: line }
    pieces.push(line.data)
  }
  throw new Error('readLines ends with an exit')
}

/** Output as it is written; last its end, or an error in its place. */
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
