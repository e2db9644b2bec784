import { runEventsQuerySchema } from '@gptget/api/schemas/runs'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import { stream as streamBytes } from 'hono/streaming'
import type { Context } from '../../context.ts'
import { queryOf } from '../../requests/asked.ts'
import { runOf } from '../../requests/run-of.ts'
import { whileAwake } from '../../runs/answers/send-run.ts'
import type { NumberedEvent } from '../../runs/active/run-event.ts'
import { readEvents } from '../../runs/store/run-rows.ts'

/** The events of a run after any number, at any edge, for callers who lost the connection. */
export const streamRunEventsRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/computers/:id/runs/:run/events', requireKey(context), (c) =>
    sendEvents(context, c),
  )

const sendEvents = async (context: Context, c: HonoContext<HttpEnv>): Promise<Response> => {
  const { after, follow } = queryOf(c, runEventsQuerySchema)
  const row = await runOf(context, c)
  const from = lastSeen(after ?? c.req.header('last-event-id'))
  if (follow === 'false') {
    await context.runEvents.flush()
    return c.json({ object: 'list', data: await readEvents(context.db, row.run_id, from) })
  }
  c.header('content-type', 'text/event-stream; charset=utf-8')
  c.header('cache-control', 'no-cache')
  return streamBytes(c, (out) =>
    whileAwake(out, ': still here\n\n', async () => {
      const left = new AbortController()
      out.onAbort(() => left.abort())
      // So that the caller sees the connection at once.
      await out.write(': listening\n\n')
      for await (const event of eventsOf(context, row.run_id, from, left.signal))
        await out.write(print(event))
    }),
  )
}

const lastSeen = (text: string | undefined): number =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0

async function* eventsOf(
  { runs, db }: Context,
  runId: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<NumberedEvent> {
  const run = runs.find(runId)
  if (run !== undefined) yield* run.follow(after, signal)
  else yield* await readEvents(db, runId, after)
}

const print = (event: NumberedEvent): string =>
  `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
