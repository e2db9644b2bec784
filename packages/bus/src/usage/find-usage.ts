import type { JetStreamManager } from '@nats-io/jetstream'
import { BusError } from '../bus.ts'
import type { UsageEvent } from '../subjects/generations.ts'
import { CONSUMER, STREAM } from './ensure-stream.ts'
import { readEvents } from './usage-message.ts'

/** Messages looked through at a time, the newest first: what is asked for has mostly just ended. */
const WINDOW = 256
const TIMEOUT_MS = 2_000

/**
 * The event of a generation if it is stored and not yet consumed. Looks through all that waits for billing: little,
 * unless billing is away. @throws BusError `timeout` when that takes too long to tell.
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
  for (let end = state.last_seq; end >= oldest; end -= WINDOW) {
    if (performance.now() > deadlineMs)
      throw new BusError('timeout', 'the stored usage could not be looked through in time')
    const found = await findBetween(manager, Math.max(oldest, end - WINDOW + 1), end, generationId)
    if (found) return found
  }
  return null
}

const findBetween = async (
  manager: JetStreamManager,
  start: number,
  end: number,
  generationId: string,
): Promise<UsageEvent | undefined> => {
  const mark = Buffer.from(JSON.stringify(generationId))
  const messages = await manager.direct.getBatch(STREAM, { seq: start, batch: end - start + 1 })
  for await (const { seq, data } of messages) {
    // Gaps are filled from behind the window.
    if (seq > end) break
    if (!Buffer.from(data.buffer, data.byteOffset, data.byteLength).includes(mark)) continue
    const found = readEvents(data, leaveToConsumer).find((event) => event.generationId === generationId)
    if (found) return found
  }
  return undefined
}

/** Whoever consumes the message says what is wrong with it. */
const leaveToConsumer = (): void => {}
