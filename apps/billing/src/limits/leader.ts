/** A billing process as the others know it. */
export type Peer = { instanceId: string; startedAtMs: number; heardAtMs: number }

/** A peer not heard of for this long is taken to be dead. */
export const PEER_TIMEOUT_MS = 3_500

/**
 * Which of the live billing processes keeps the limits: the one that has been up longest, so that one that joins
 * moves nothing. All that hear the same signs of life choose the same.
 */
export const chooseLeader = (self: Peer, peers: Iterable<Peer>, nowMs: number): Peer => {
  let leader = self
  for (const peer of peers)
    if (nowMs - peer.heardAtMs < PEER_TIMEOUT_MS && isOlder(peer, leader)) leader = peer
  return leader
}

const isOlder = (a: Peer, b: Peer): boolean =>
  a.startedAtMs === b.startedAtMs ? a.instanceId < b.instanceId : a.startedAtMs < b.startedAtMs
