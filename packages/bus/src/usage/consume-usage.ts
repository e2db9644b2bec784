import type { Consumer, JsMsg } from '@nats-io/jetstream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UsageStream } from '../bus.ts'
import type { OwnEvents } from './own-events.ts'
import { MESSAGE_ID, readEvents, usageSubjectOf } from './usage-message.ts'
import type { StoredUsage } from './usage-message.ts'
import type { UsageStreamOptions } from './usage-stream.ts'

/**
 * A batch costs the database about the same at any size, so batches start this far apart, unless one is full. An event
 * after a pause does not wait.
 */
const BATCH_INTERVAL_MS = 100

type Consuming = Parameters<UsageStream['consume']>[0]
type OnError = (error: unknown, what: string) => void
type Surroundings = Pick<UsageStreamOptions, 'instanceId' | 'onError'> & { own: OwnEvents }
type Stored = StoredUsage & { message: JsMsg }

/** Delivers stored events in batches; see `UsageStream.consume`. */
export const consumeUsage = async (
  consumer: Consumer,
  { maxBatch, onBatch }: Consuming,
  { own, instanceId, onError }: Surroundings,
): Promise<{ stop(): Promise<void> }> => {
  const inbox = new Inbox(maxBatch)
  const ownSubject = usageSubjectOf(instanceId)
  const ownEvents = (message: JsMsg): StoredUsage | null => {
    const events = message.subject === ownSubject ? own.take(message.headers?.get(MESSAGE_ID) ?? '') : null
    return events && { events, unreadable: [] }
  }
  const messages = await consumer.consume({
    max_messages: maxBatch * 2,
    callback: (message) => inbox.add({ message, ...(ownEvents(message) ?? readEvents(message.data)) }),
  })
  const work = async (): Promise<void> => {
    for (;;) {
      const batch = await inbox.next()
      if (batch === null) return
      await handleBatch(batch, onBatch, onError)
    }
  }
  const working = work()
  return {
    stop: async () => {
      await messages.close()
      inbox.close()
      await working
    },
  }
}

/** Delivered and not handled yet. */
class Inbox {
  readonly #maxBatch: number
  #stored: Stored[] = []
  #eventCount = 0
  #isClosed = false
  #lastBatchAtMs = Number.NEGATIVE_INFINITY
  #wake: () => void = () => {}

  constructor(maxBatch: number) {
    this.#maxBatch = maxBatch
  }

  add(stored: Stored): void {
    this.#stored.push(stored)
    this.#eventCount += countOf(stored)
    this.#wake()
  }

  /** Nothing more is added; what is here is still handed out. */
  close(): void {
    this.#isClosed = true
    this.#wake()
  }

  /** The next batch when it is due, null if there will be none. */
  async next(): Promise<Stored[] | null> {
    const isDue = (): boolean => this.#isClosed || this.#eventCount >= this.#maxBatch
    await this.#until(() => isDue() || this.#stored.length > 0)
    await this.#until(isDue, this.#lastBatchAtMs + BATCH_INTERVAL_MS - performance.now())
    if (this.#stored.length === 0) return null
    this.#lastBatchAtMs = performance.now()
    return this.#take()
  }

  #take(): Stored[] {
    const batch: Stored[] = []
    let count = 0
    for (const stored of this.#stored) {
      if (batch.length > 0 && count + countOf(stored) > this.#maxBatch) break
      batch.push(stored)
      count += countOf(stored)
    }
    this.#stored = this.#stored.slice(batch.length)
    this.#eventCount -= count
    return batch
  }

  /** Resolves once `isTrue` (checked when something changes), or after `timeoutMs`. */
  #until(isTrue: () => boolean, timeoutMs = Number.POSITIVE_INFINITY): Promise<void> {
    if (isTrue() || timeoutMs <= 0) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = Number.isFinite(timeoutMs) ? setTimeout(() => end(), timeoutMs) : undefined
      const end = (): void => {
        clearTimeout(timer)
        this.#wake = () => {}
        resolve()
      }
      this.#wake = () => {
        if (isTrue()) end()
      }
    })
  }
}

const handleBatch = async (
  batch: Stored[],
  onBatch: Consuming['onBatch'],
  onError: OnError,
): Promise<void> => {
  const events = batch.flatMap((stored) => stored.events)
  const unreadable = batch.flatMap((stored) => stored.unreadable)
  try {
    await onBatch(events, unreadable)
    for (const { message } of batch) message.ack()
  } catch (error) {
    onError(error, `a batch of ${events.length} usage events is not booked yet`)
    for (const { message } of batch) message.nak(1_000)
    await sleep(200)
  }
}

const countOf = ({ events, unreadable }: StoredUsage): number => events.length + unreadable.length
