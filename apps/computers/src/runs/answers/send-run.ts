import { printSse } from '@gptget/protocol'
import { toPublicError } from '@gptget/errors'
import type { HttpEnv } from '@gptget/http'
import type { Context as HonoContext } from 'hono'
import { stream as streamBytes } from 'hono/streaming'
import type { StreamingApi } from 'hono/utils/stream'
import type { NumberedEvent } from '../active/run-event.ts'
import type { AnswerFormat, AnswerNames } from '../dialects/answer-format.ts'

/** Proxies close connections that are silent for 30 s. */
const PING_MS = 10_000

/** The answer of a run from its beginning, until its end or until the caller disconnects. */
export type Follow = (left: AbortSignal) => AsyncIterable<NumberedEvent>

type Sent = { follow: Follow; names: AnswerNames; format: AnswerFormat }

/** Sends a run as it progresses, as server-sent events. */
export const streamRun = (c: HonoContext<HttpEnv>, { follow, names, format }: Sent): Response => {
  c.header('content-type', 'text/event-stream; charset=utf-8')
  c.header('cache-control', 'no-cache')
  return streamBytes(c, (out) =>
    whileAwake(out, ': still here\n\n', async () => {
      try {
        const write = format.stream(names)
        for await (const event of follow(leftOf(out))) {
          const frames = write(event)
          if (frames.length > 0) await out.write(printSse(frames))
        }
      } catch (error) {
        await out.write(printSse(format.failure(toPublicError(error))))
      }
    }),
  )
}

/** Sends a run once it is over. Until then spaces, which have no meaning before JSON, keep the connection open. */
export const sendWholeRun = (c: HonoContext<HttpEnv>, { follow, names, format }: Sent): Response => {
  c.header('content-type', 'application/json')
  return streamBytes(c, (out) =>
    whileAwake(out, ' ', async () => {
      const events: NumberedEvent[] = []
      for await (const event of follow(leftOf(out))) events.push(event)
      if (!out.aborted) await out.write(JSON.stringify(format.whole(names, events)))
    }),
  )
}

const leftOf = (out: StreamingApi): AbortSignal => {
  const left = new AbortController()
  out.onAbort(() => left.abort())
  return left.signal
}

/** Sends keep-alives until the work is done. */
export const whileAwake = async (
  out: StreamingApi,
  nothing: string,
  work: () => Promise<void>,
): Promise<void> => {
  const timer = setInterval(() => void out.write(nothing), PING_MS)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
}
