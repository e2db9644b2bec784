import { BriefMap } from '@gptget/callers'
import { createInbox, headers } from '@nats-io/transport-node'
import type { Msg, NatsConnection } from '@nats-io/transport-node'
import { z } from 'zod'
import { MESSAGE_ID } from './usage-message.ts'

type Waiting = { resolve: () => void; reject: (error: unknown) => void; timer: NodeJS.Timeout }

/** JetStream's answer to a publish (NATS's `JSPubAckResponse`): a refusal also names the stream. */
const answer = z.object({
  stream: z.string().optional(),
  seq: z.number().optional(),
  error: z.object({ code: z.number(), description: z.string() }).optional(),
})

const NO_RESPONDERS = 503

/**
 * Publishes to a stream and waits until it is stored. The client's own `publish` does the same, but creates an error
 * with a stack trace for every message in case it fails, which takes a twentieth of a router's time.
 */
export class AcknowledgedPublisher {
  readonly #connection: NatsConnection
  readonly #inbox: string
  readonly #waiting = new BriefMap<string, Waiting>()
  #count = 0

  /** `replyPrefix`: the prefix of subjects on which this connection may receive answers. */
  constructor(connection: NatsConnection, replyPrefix: string) {
    this.#connection = connection
    this.#inbox = createInbox(replyPrefix)
    connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        // The only error here is the end of the subscription; waiting calls then time out.
        if (error === null) this.#settle(message)
      },
    })
  }

  /**
   * Resolves when the message is stored; a second one with the same id within the stream's window changes nothing.
   * @throws Error if it is refused, or not acknowledged in time, in which case it may still be stored
   */
  publish(subject: string, data: Uint8Array, messageId: string, timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const reply = `${this.#inbox}.${this.#count++}`
    const timer = setTimeout(() => {
      this.#waiting.take(reply)
      reject(new Error(`${subject} was not acknowledged within ${timeoutMs} ms`))
    }, timeoutMs)
    this.#waiting.set(reply, { resolve, reject, timer })
    const named = headers()
    named.set(MESSAGE_ID, messageId)
    try {
      this.#connection.publish(subject, data, { reply, headers: named })
    } catch (error) {
      this.#take(reply)?.reject(error)
    }
    return promise
  }

  #settle(message: Msg): void {
    const waiting = this.#take(message.subject)
    if (waiting === undefined) return
    try {
      const refusal = refusalOf(message)
      if (refusal === null) waiting.resolve()
      else waiting.reject(new Error(refusal))
    } catch (error) {
      waiting.reject(error)
    }
  }

  #take(reply: string): Waiting | undefined {
    const waiting = this.#waiting.take(reply)
    clearTimeout(waiting?.timer)
    return waiting
  }
}

/** Why a message was not stored; null if it was. */
const refusalOf = (message: Msg): string | null => {
  if (message.headers?.code === NO_RESPONDERS) return 'no stream takes it'
  const { stream, seq, error } = answer.parse(message.json())
  if (error !== undefined) return `${error.description} (${error.code})`
  return stream && seq ? null : `an answer that says nothing: ${message.string()}`
}
