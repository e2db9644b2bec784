/** A billing process as the others know it. */
export type Peer = { instanceId: string; startedAtMs: number; heardAtMs: number }

/** A process that is silent for this long counts as dead. */
export const PEER_TIMEOUT_MS = 3_500

/**
 * Which of the live billing processes keeps the limits: the oldest, so that a new one changes nothing. All that receive
 * the same heartbeats choose the same.
 */
export const chooseLeader = (self: Peer, peers: Iterable<Peer>, nowMs: number): Peer => {
  let leader = self
  for (const peer of peers)
    if (nowMs - peer.heardAtMs < PEER_TIMEOUT_MS && isOlder(peer, leader)) leader = peer
  return leader
}

const isOlder = (a: Peer, b: Peer): boolean =>
  a.startedAtMs === b.startedAtMs ? a.instanceId < b.instanceId : a.startedAtMs < b.startedAtMs
