import { setTimeout as sleep } from 'node:timers/promises'
import type { UsageEvent } from '@gptget/contracts'
import { atEndOfTick } from '../end-of-tick.ts'
import { replyPrefixOf, userOf } from '../names.ts'
import { AcknowledgedPublisher } from './acknowledged.ts'
import type { OwnEvents } from './own-events.ts'
import { encodeEvent, joinEvents, usageSubjectOf } from './usage-message.ts'
import type { UsageStreamOptions } from './usage-stream.ts'

/** About 150 events, as many as billing books at once. A larger event is sent alone. */
const MAX_BATCH_BYTES = 128 * 1024

/** After this long without an answer a batch is sent again. */
const STORE_TIMEOUT_MS = 2_000

type Waiting = {
  event: UsageEvent
  payload: Uint8Array
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * The interval between messages of a busy process: their cost for the process, NATS and billing is then shared by more
 * events.
 */
const SPACING_MS = 2

/**
 * Stores usage events: the first at once, and those that arrive until it is acknowledged together in one message. An
 * idle process does not wait, and a busy one needs few messages.
 */
export class UsagePublisher {
  readonly #publisher: AcknowledgedPublisher
  readonly #options: UsageStreamOptions
  readonly #own: OwnEvents
  #waiting: Waiting[] = []
  #isStoring = false
  #lastStoredAtMs = 0
  #batchCount = 0

  constructor(options: UsageStreamOptions, own: OwnEvents) {
    this.#own = own
    this.#publisher = new AcknowledgedPublisher(options.connection, replyPrefixOf(userOf(options.instanceId)))
    this.#options = options
  }

  publish(event: UsageEvent): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.push({ event, payload: encodeEvent(event), resolve, reject })
    this.#storeNext()
    return promise
  }

  #storeNext(): void {
    if (this.#isStoring || this.#waiting.length === 0) return
    this.#isStoring = true
    atEndOfTick(() => {
      this.#lastStoredAtMs = performance.now()
      const batch = this.#takeBatch()
      this.#store(batch).then(
        () => batch.forEach(({ resolve }) => resolve()),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      )
    })
  }

  #takeBatch(): Waiting[] {
    let bytes = 0
    const isTooMuch = ({ payload }: Waiting): boolean => (bytes += payload.byteLength) > MAX_BATCH_BYTES
    const end = this.#waiting.findIndex(isTooMuch)
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end))
  }

  /** Resolves when the batch is stored. Only its first attempt delays the batches behind it. */
  async #store(batch: readonly Waiting[]): Promise<void> {
    const { instanceId, isClosing, onError } = this.#options
    const messageId = `${instanceId}-${this.#batchCount++}`
    const message = joinEvents(batch.map(({ payload }) => payload))
    this.#own.keep(
      messageId,
      batch.map(({ event }) => event),
    )
    for (let attempt = 0; ; attempt++) {
      try {
        // The message id drops the second of two attempts that both arrived.
        await this.#publisher.publish(usageSubjectOf(instanceId), message, messageId, STORE_TIMEOUT_MS)
        if (attempt === 0) this.#goOn()
        return
      } catch (error) {
        if (attempt === 0) this.#goOn()
        if (isClosing()) throw error
        const what = `usage of ${batch.map(({ event }) => event.id).join(', ')} is not stored yet`
        if (attempt % 20 === 0) onError(error, what)
        await sleep(Math.min(1_000, 50 * 2 ** attempt))
      }
    }
  }

  /** An event had to wait for the previous message: this process is busy. */
  #goOn(): void {
    const cooldownMs = this.#waiting.length === 0 ? 0 : this.#lastStoredAtMs + SPACING_MS - performance.now()
    const storeNext = (): void => {
      this.#isStoring = false
      this.#storeNext()
    }
    if (cooldownMs > 0) setTimeout(storeNext, cooldownMs)
    else storeNext()
  }
}
