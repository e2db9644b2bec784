import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import type { Context } from '../../context.ts'
import { idOf } from '../../requests/asked.ts'
import { requireTask } from '../../rows/find-task.ts'

/** Proxies and the edge close connections that are silent for 30 s. */
const PING_MS = 10_000
/** A broadcast may be lost; this limits the delay. */
const LOOK_MS = 5_000

const ENDED = new Set(['completed', 'failed', 'cancelled', 'expired'])

/** The events of a task, as server-sent events: all of them, or those after the last one that the caller saw. */
export const streamTaskRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/tasks/:id/events', requireKey(context.auth), async (c) => {
    const { task_id: taskId } = await requireTask(context, c.var.key.accountId, idOf(c))
    const lastSeen = c.req.header('last-event-id') ?? c.req.query('after') ?? '0'
    return streamSSE(c, (stream) => follow(context, stream, taskId, lastSeen))
  })

const follow = async (
  context: Context,
  stream: SSEStreamingApi,
  taskId: string,
  lastSeen: string,
): Promise<void> => {
  const listener = context.listeners.listen(taskId)
  stream.onAbort(() => listener.stop())
  try {
    let last = /^\d{1,18}$/.test(lastSeen) ? BigInt(lastSeen) : 0n
    for (let silentMs = 0; !stream.aborted && !stream.closed;) {
      const events = await readAfter(context, taskId, last)
      for (const { seq, data } of events) {
        const { status } = JSON.parse(data) as { status: string }
        await stream.writeSSE({ id: String(seq), event: `task.${status}`, data })
        if (ENDED.has(status)) return
        last = seq
      }
      silentMs = events.length > 0 ? 0 : silentMs + LOOK_MS
      if (silentMs >= PING_MS) {
        await stream.write(': ping\n\n')
        silentMs = 0
        // It was deleted, or it ended before the seen event.
        if (await isOver(context, taskId)) return
      }
      await listener.heard(LOOK_MS)
    }
  } finally {
    listener.stop()
  }
}

const readAfter = ({ db }: Context, taskId: string, after: bigint) =>
  db
    .selectFrom('task_events')
    .select(['seq', 'data'])
    .where('task_id', '=', taskId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(1_000)
    .execute()
    .then((rows) => rows.map(({ seq, data }) => ({ seq: BigInt(seq), data })))

const isOver = async ({ db }: Context, taskId: string): Promise<boolean> => {
  const row = await db.selectFrom('tasks').select('due_at').where('task_id', '=', taskId).executeTakeFirst()
  return row === undefined || row.due_at === null
}
