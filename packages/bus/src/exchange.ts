import { z } from 'zod'
import { BusError } from './bus.ts'
import type { Bus } from './bus.ts'
import type { ExchangeSubject } from '@gptget/contracts'

const DEFAULT_TIMEOUT_MS = 10_000

/**
 * Calls, and resolves with the whole answer. @throws BusError, `timeout` if the answer is not complete in time.
 *
 * @example const items = await exchange(bus, readHistory, { accountId, previousResponseId, conversationId: null })
 */
export const exchange = <Head extends z.ZodType>(
  bus: Bus,
  subject: ExchangeSubject<Head>,
  head: z.output<Head>,
  body: Uint8Array = Buffer.alloc(0),
  timeoutMs = DEFAULT_TIMEOUT_MS,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const pieces: Uint8Array[] = []
    const stream = bus.openStream(subject, head, body, {
      head: () => {},
      data: (bytes) => {
        pieces.push(bytes)
        stream.grant(bytes.byteLength)
      },
      end: () => {
        clearTimeout(timer)
        resolve(Buffer.concat(pieces))
      },
      error: (error) => {
        clearTimeout(timer)
        reject(error)
      },
    })
    const timer = setTimeout(() => {
      stream.cancel('no answer in time')
      reject(new BusError('timeout', `${subject.name} did not answer in time`))
    }, timeoutMs)
  })

/** A body that has been announced: all but its beginning is still with its sender. */
export type Announced = { byteLength: number; signal: AbortSignal }

type ExchangeHandler<Head extends z.ZodType> = (
  head: z.output<Head>,
  body: Uint8Array,
) => Promise<Uint8Array | void>

/**
 * Serves an exchange. Errors of the handler reach the calling side as those of a failed call. `enter`: waits until
 * there is memory for the body, and resolves with how to free it. Returns what `serveStream` returns.
 */
export const serveExchange = <Head extends z.ZodType>(
  bus: Bus,
  subject: ExchangeSubject<Head>,
  handler: ExchangeHandler<Head>,
  enter: (head: z.output<Head>, announced: Announced) => Promise<() => void> = entersAtOnce,
): (() => void) =>
  bus.serveStream(subject, async (stream) => {
    const { head, bodyLength: byteLength, signal } = stream
    const leave = await enter(head, { byteLength, signal })
    try {
      const answer = await handler(head, await stream.body())
      stream.respond(null)
      if (answer) await stream.write(answer)
      stream.end(null)
    } finally {
      leave()
    }
  })

const entersAtOnce = (): Promise<() => void> => Promise.resolve(() => {})
