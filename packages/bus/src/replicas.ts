import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'

/** How many servers store data. If one of three is lost, the other two have it. */
export type ReplicaCount = 1 | 3

/** Three in a cluster of at least three servers, as reported by the server of this process. */
export const replicasIn = ({ info }: NatsConnection): ReplicaCount =>
  info?.cluster !== undefined && (info.connect_urls?.length ?? 0) >= 3 ? 3 : 1

/**
 * Gives a stream of an earlier, smaller NATS as many replicas as a new one would have. Never fewer: a server may be
 * down. Returns the stream from the answer to its creation or change: another server may not know of it yet.
 */
export const replicate = async (
  manager: JetStreamManager,
  { config }: Pick<StreamInfo, 'config'>,
  replicas: ReplicaCount,
): Promise<void> => {
  if (config.num_replicas < replicas) await manager.streams.update(config.name, { num_replicas: replicas })
}
