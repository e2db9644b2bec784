import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { JetStreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { setTimeout as sleep } from 'node:timers/promises'
import type { UsageStream } from '../bus.ts'
import { consumeUsage } from './consume-usage.ts'
import { CONSUMER, ensureStream, STREAM } from './ensure-stream.ts'
import { replicasIn } from '../replicas.ts'
import { findUsage } from './find-usage.ts'
import { OwnEvents } from './own-events.ts'
import { UsagePublisher } from './usage-publisher.ts'

export type UsageStreamOptions = {
  connection: NatsConnection
  /** Names the batches of this process. */
  instanceId: string
  isClosing: () => boolean
  onError: (error: unknown, what: string) => void
}

/**
 * The stream of usage events: on disk, each kept until billing has booked it. A message holds the events that one
 * process had to store at once, since a message costs NATS the same at any size.
 */
export const createUsageStream = async (options: UsageStreamOptions): Promise<UsageStream> => {
  const client = jetstream(options.connection)
  const manager = await jetstreamManager(options.connection)
  const ensure = (): Promise<void> => ensureStream(manager, replicasIn(options.connection))
  await ensure()
  const own = new OwnEvents()
  const publisher = new UsagePublisher(options, own)
  return {
    publish: (event) => publisher.publish(event),
    consume: async (consuming) => {
      await ensure()
      own.consume()
      return consumeUsage(await client.consumers.get(STREAM, CONSUMER), consuming, { own, ...options })
    },
    find: (generationId) => findUsage(manager, generationId),
    waitUntilConsumed: (timeoutMs) => waitUntilConsumed(manager, timeoutMs),
    countWaiting: async () => {
      const { num_pending, num_ack_pending } = await manager.consumers.info(STREAM, CONSUMER)
      return num_pending + num_ack_pending
    },
  }
}

const waitUntilConsumed = async (manager: JetStreamManager, timeoutMs: number): Promise<boolean> => {
  const deadlineMs = performance.now() + timeoutMs
  const { state } = await manager.streams.info(STREAM)
  for (;;) {
    const { ack_floor, num_pending, num_ack_pending } = await manager.consumers.info(STREAM, CONSUMER)
    if (ack_floor.stream_seq >= state.last_seq || num_pending + num_ack_pending === 0) return true
    if (performance.now() > deadlineMs) return false
    await sleep(5)
  }
}
