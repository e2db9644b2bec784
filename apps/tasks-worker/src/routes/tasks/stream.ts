import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { streamSSE, type SSEStreamingApi } from 'hono/streaming'
import type { Context } from '../../context.ts'
import { describeTask } from '../../answers/describe-task.ts'
import type { TaskRow } from '../../db/schema/tasks.ts'
import { idOf } from '../../requests/asked.ts'
import { requireTask } from '../../rows/find-task.ts'
import { asSeen } from '../../rows/progress.ts'
import { isEnded, statusOf } from '../../rows/public-status.ts'

/** Proxies and the edge close connections that are silent for 30 s. */
const PING_MS = 10_000
/** A broadcast may be lost; this limits the delay. */
const LOOK_MS = 5_000
const GUESSED_STEP_PERCENT = 5

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
    const shown: Shown = { percent: 0, silentMs: 0 }
    for (let isOver = false; !stream.aborted && !stream.closed;) {
      const events = await readAfter(context, taskId, last)
      for (const { seq, data } of events) {
        const { status, progress } = JSON.parse(data) as { status: string; progress: number }
        await stream.writeSSE({ id: String(seq), event: `task.${status}`, data })
        if (ENDED.has(status)) return
        last = seq
        Object.assign(shown, { percent: progress, silentMs: 0 })
      }
      // It was deleted, or it ended before the seen event.
      if (isOver) return
      const row = events.length > 0 ? null : await findRow(context, taskId)
      isOver = events.length === 0 && (row === null || isEnded(row))
      if (isOver) continue
      if (row !== null) await fillSilence(stream, row, shown)
      await listener.heard(LOOK_MS)
    }
  } finally {
    listener.stop()
  }
}

type Shown = { percent: number; silentMs: number }

/** Guessed progress is no event of the task: it has no id, and is not sent again to a caller who reconnects. */
const fillSilence = async (stream: SSEStreamingApi, row: TaskRow, shown: Shown): Promise<void> => {
  shown.silentMs += LOOK_MS
  if (row.progress >= shown.percent + GUESSED_STEP_PERCENT) {
    const data = JSON.stringify(describeTask(row))
    await stream.writeSSE({ event: `task.${statusOf(row)}`, data })
    Object.assign(shown, { percent: row.progress, silentMs: 0 })
  } else if (shown.silentMs >= PING_MS) {
    await stream.write(': ping\n\n')
    shown.silentMs = 0
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

const findRow = async ({ db, now }: Context, taskId: string): Promise<TaskRow | null> => {
  const row = await db.selectFrom('tasks').selectAll().where('task_id', '=', taskId).executeTakeFirst()
  return row === undefined ? null : asSeen(row, now())
}
