import type { JetStreamManager } from '@nats-io/jetstream'
import { BusError } from '../bus.ts'
import type { UsageEvent } from '@gptget/contracts'
import { CONSUMER, STREAM } from './ensure-stream.ts'
import { readEvents } from './usage-message.ts'

/** Messages requested at a time, newest first: usually the generation has just ended. */
const WINDOW = 64
const TIMEOUT_MS = 2_000

/**
 * The event of a generation if it is stored and not consumed yet. Looks through everything that waits for billing,
 * which is little unless billing is down. @throws BusError `timeout` if that takes too long.
 */
export const findUsage = async (
  manager: JetStreamManager,
  generationId: string,
): Promise<UsageEvent | null> => {
  const deadlineMs = performance.now() + TIMEOUT_MS
  const [{ state }, { ack_floor }] = await Promise.all([
    manager.streams.info(STREAM),
    manager.consumers.info(STREAM, CONSUMER),
  ])
  const oldest = Math.max(state.first_seq, ack_floor.stream_seq + 1)
  for (let newest = state.last_seq; newest >= oldest; newest -= WINDOW) {
    if (performance.now() > deadlineMs)
      throw new BusError('timeout', 'the stored usage could not be looked through in time')
    const found = await findBetween(manager, Math.max(oldest, newest - WINDOW + 1), newest, generationId)
    if (found) return found
  }
  return null
}

/** Requests each separately: under load, batched direct gets made a NATS 2.12 stop answering at all. */
const findBetween = async (
  manager: JetStreamManager,
  oldest: number,
  newest: number,
  generationId: string,
): Promise<UsageEvent | undefined> => {
  const numbers = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index)
  const messages = await Promise.all(numbers.map((seq) => manager.direct.getMessage(STREAM, { seq })))
  const mark = JSON.stringify(generationId)
  for (const message of messages) {
    if (message === null || !Buffer.from(message.data).includes(mark)) continue
    // The consumer handles messages that cannot be read.
    const { events } = readEvents(message.data)
    const found = events.find(({ id }) => id === generationId)
    if (found) return found
  }
  return undefined
}
