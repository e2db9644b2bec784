import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Context } from '../../context.ts'
import type { StoredEvent } from '../../events/event-hub.ts'
import { requireComputer } from '../../store/rows.ts'
import { idOf } from '../../requests/asked.ts'

/** Proxies and the edge close connections that are silent for 30 s. */
const PING_MS = 10_000
const MAX_WAITING = 1_000

const doNothing = (): void => {}

/** The events of a computer, as server-sent events: after the last one that the caller saw, else from now on. */
export const streamEventsRoute = (context: Context): Hono<HttpEnv> => {
  const { db, events } = context
  return new Hono<HttpEnv>().get('/v1/computers/:id/events', requireKey(context), async (c) => {
    const { computer_id: computerId } = await requireComputer(db, c.var.key.accountId, idOf(c))
    const lastSeen = c.req.header('last-event-id') ?? c.req.query('after')
    return streamSSE(c, async (stream) => {
      const waiting: StoredEvent[] = []
      let wake = doNothing
      const stop = events.listen(computerId, (event) => {
        waiting.push(event)
        if (waiting.length > MAX_WAITING) stream.abort()
        wake()
      })
      stream.onAbort(() => {
        stop()
        wake()
      })
      let last = 0n
      const send = async ({ seq, type, data }: StoredEvent): Promise<void> => {
        if (BigInt(seq) <= last) return
        last = BigInt(seq)
        await stream.writeSSE({ id: seq, event: type, data })
      }
      // From here on the caller misses nothing.
      await stream.write(': listening\n\n')
      if (lastSeen !== undefined && /^\d{1,18}$/.test(lastSeen))
        for (const event of await events.readAfter(computerId, lastSeen)) await send(event)
      while (!stream.aborted && !stream.closed) {
        const next = waiting.shift()
        if (next !== undefined) {
          await send(next)
          if (next.type === 'computer.deleted') break
          continue
        }
        const isTime = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(true), PING_MS)
          wake = () => {
            clearTimeout(timer)
            resolve(false)
          }
        })
        if (isTime) await stream.write(': ping\n\n')
      }
      stop()
    })
  })
}
