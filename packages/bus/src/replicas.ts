import type { JetStreamManager, StreamInfo } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'

/** How many servers keep what is stored. Where one of three is lost, the other two have it. */
export type ReplicaCount = 1 | 3

/** Three in a cluster of as many servers, as the server says that this process is connected to. */
export const replicasIn = ({ info }: NatsConnection): ReplicaCount =>
  info?.cluster !== undefined && (info.connect_urls?.length ?? 0) >= 3 ? 3 : 1

/**
 * Has a stream of an earlier, smaller NATS kept as often as a new one would be. Never less often: a server may be away.
 * The stream as the servers told of it when it was made or changed: whoever is asked a moment later may not know of
 * it yet.
 */
export const replicate = async (
  manager: JetStreamManager,
  { config }: Pick<StreamInfo, 'config'>,
  replicas: ReplicaCount,
): Promise<void> => {
  if (config.num_replicas < replicas) await manager.streams.update(config.name, { num_replicas: replicas })
}
