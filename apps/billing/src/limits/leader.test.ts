import { describe, expect, it } from 'vitest'
import { chooseLeader, PEER_TIMEOUT_MS, type Peer } from './leader.ts'

const leaderOf = (self: Peer, peers: Peer[], nowMs: number): string =>
  chooseLeader(self, peers, nowMs).instanceId

const peer = (instanceId: string, startedAtMs: number, heardAtMs = 0) => ({
  instanceId,
  startedAtMs,
  heardAtMs,
})

describe('chooseLeader', () => {
  it('is the same process for every chooser', () => {
    const peers = [peer('b', 5), peer('a', 7), peer('c', 5)]
    for (const self of peers)
      expect(
        leaderOf(
          self,
          peers.filter((other) => other !== self),
          0,
        ),
      ).toBe('b')
  })

  it('ignores a process that has become silent', () => {
    expect(leaderOf(peer('new', 9), [peer('old', 1, 0)], PEER_TIMEOUT_MS - 1)).toBe('old')
    expect(leaderOf(peer('new', 9), [peer('old', 1, 0)], PEER_TIMEOUT_MS)).toBe('new')
  })
})
