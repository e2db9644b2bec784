import { BriefMap } from '@gptget/callers'
import type { UsageEvent } from '@gptget/contracts'

/** Of half a second under full load. Older ones are read from the stream, like those of other processes. */
const MOST_EVENTS = 4_000

/**
 * The events that this process stored and has not consumed yet. If billing runs here too, it books them as they are:
 * reading them from the stored message again would take 6 % of what a request allocates. They come from the stream all
 * the same, so nothing is booked that was not stored.
 */
export class OwnEvents {
  readonly #batches = new BriefMap<string, UsageEvent[]>()
  #eventCount = 0
  #isConsumer = false

  /** From now on this process consumes the stream. */
  consume(): void {
    this.#isConsumer = true
  }

  /** The events of a message that is about to be stored. */
  keep(messageId: string, events: UsageEvent[]): void {
    if (!this.#isConsumer || !events.every(isSound)) return
    this.#batches.set(messageId, events)
    this.#eventCount += events.length
    for (const oldest of this.#batches.keys()) {
      if (this.#eventCount <= MOST_EVENTS) return
      this.take(oldest)
    }
  }

  /** The events of a stored message if they are here. Delivered once: a repeated message is read. */
  take(messageId: string): UsageEvent[] | null {
    const events = this.#batches.take(messageId)
    if (events === undefined) return null
    this.#eventCount -= events.length
    return events
  }
}

/** What cannot be booked is read from the message, and set aside like that of other processes. */
const isSound = ({ lines, costNanoUsd }: UsageEvent): boolean =>
  costNanoUsd >= 0n && lines.every(({ quantity }) => Number.isSafeInteger(quantity) && quantity >= 0)
