import { AckPolicy, DiscardPolicy, JetStreamApiError, RetentionPolicy, StorageType } from '@nats-io/jetstream'
import type { JetStreamManager } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { replicate, type ReplicaCount } from '../replicas.ts'

export const STREAM = 'USAGE'
export const CONSUMER = 'billing'

const STREAM_SETTINGS = {
  subjects: ['usage.*'],
  // When the disk is full, a new charge is refused (and waits in the router), and no old one is dropped.
  discard: DiscardPolicy.New,
  duplicate_window: nanos(120_000),
  allow_direct: true,
}

const CONSUMER_SETTINGS = { ack_wait: nanos(10_000), max_ack_pending: 10_000 }

/** Creates stream and consumer, or updates those of an earlier version. */
export const ensureStream = async (manager: JetStreamManager, replicas: ReplicaCount): Promise<void> => {
  const fixed = { retention: RetentionPolicy.Workqueue, storage: StorageType.File }
  const stream = await manager.streams
    .add({ name: STREAM, num_replicas: replicas, ...fixed, ...STREAM_SETTINGS })
    .catch(orUpdate(() => manager.streams.update(STREAM, STREAM_SETTINGS)))
  await replicate(manager, stream, replicas)
  await manager.consumers
    .add(STREAM, { durable_name: CONSUMER, ack_policy: AckPolicy.Explicit, ...CONSUMER_SETTINGS })
    .catch(orUpdate(() => manager.consumers.update(STREAM, CONSUMER, CONSUMER_SETTINGS)))
}

/** JetStream's refusals mean different settings of the existing one; anything else is a failure. */
const orUpdate =
  <Result>(update: () => Promise<Result>) =>
  (error: unknown): Promise<Result> => {
    if (error instanceof JetStreamApiError) return update()
    throw error
  }
