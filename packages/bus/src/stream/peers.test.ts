import { describe, expect, it } from 'vitest'
import { decodeMessage, FRAME } from '../frames.ts'
import type { Transport } from '../transport.ts'
import { AwakeClock } from './awake-clock.ts'
import { FORGET_AFTER_MS } from './limits.ts'
import { Peers } from './peers.ts'

const say = (from: Peers, to: string): void => from.send(to, FRAME.grant, 1, new Uint8Array(4))

/** Two processes that receive each other's messages at once, and one clock. */
const createPair = () => {
  const clock = { nowMs: 0 }
  const lost: string[] = []
  const heard: string[] = []
  const processes = new Map<string, Peers>()
  let isCut = false
  const transport = {
    later: (_what: string, task: () => void) => task(),
    publish: (subject: string, data: Uint8Array) => {
      if (isCut) return
      for (const [id, peers] of processes) if (subject.includes(id)) peers.receive(decodeMessage(data))
    },
  } as unknown as Transport
  for (const instanceId of ['process-a', 'process-b'])
    processes.set(
      instanceId,
      new Peers({
        transport,
        instanceId,
        maxMessageBytes: () => 1024,
        now: () => clock.nowMs,
        onFrame: (peerId) => heard.push(peerId),
        onError: (error) => {
          throw error
        },
        onLost: (peerId) => lost.push(peerId),
      }),
    )
  const [a, b] = [...processes.values()] as [Peers, Peers]
  return { clock, lost, heard, a, b, cut: (is: boolean) => (isCut = is) }
}

describe('processes that exchange messages', () => {
  it('notice a missing message', () => {
    const { lost, a, cut } = createPair()
    say(a, 'process-b')
    cut(true)
    say(a, 'process-b')
    cut(false)
    expect(lost).toEqual([])
    say(a, 'process-b')
    expect(lost).toEqual(['process-a'])
  })

  it('forget each other after long silence, and lose nothing when they start again', () => {
    const { clock, lost, heard, a, b } = createPair()
    for (let round = 0; round < 3; round += 1) {
      say(a, 'process-b')
      say(b, 'process-a')
    }
    clock.nowMs += FORGET_AFTER_MS + 1
    a.forgetSilent()
    b.forgetSilent()
    expect([a.count, b.count]).toEqual([0, 0])
    say(b, 'process-a')
    say(a, 'process-b')
    expect([heard.length, lost]).toEqual([8, []])
  })

  it('lose nothing if only one of them has forgotten the other yet', () => {
    for (const first of ['a', 'b'] as const) {
      const { clock, lost, heard, a, b } = createPair()
      for (let round = 0; round < 3; round += 1) {
        say(a, 'process-b')
        say(b, 'process-a')
      }
      clock.nowMs += FORGET_AFTER_MS + 1
      a.forgetSilent()
      const order = first === 'a' ? ([a, b] as const) : ([b, a] as const)
      for (const from of order) say(from, from === a ? 'process-b' : 'process-a')
      for (const from of order) say(from, from === a ? 'process-b' : 'process-a')
      expect([heard.length, lost]).toEqual([10, []])
    }
  })

  it('stay known while any message is sent', () => {
    const { clock, a, b } = createPair()
    for (let round = 0; round < 10; round += 1) {
      say(a, 'process-b')
      clock.nowMs += FORGET_AFTER_MS / 2
      a.forgetSilent()
      b.forgetSilent()
    }
    expect([a.count, b.count]).toEqual([1, 1])
  })

  it('forget a stopped process at once', () => {
    const { a } = createPair()
    say(a, 'process-b')
    a.forget('process-b')
    expect(a.count).toBe(0)
  })
})

describe('the clock for silence', () => {
  it('stops while the process is busy, so that no peer counts as dead', () => {
    let nowMs = 0
    const clock = new AwakeClock(() => nowMs)
    const heardAtMs = clock.now()
    for (const beatMs of [1_000, 1_010, 7_000, 1_000]) {
      nowMs += beatMs
      clock.beat()
    }
    // 1,000 + 1,010 + 1,000 of the long one + 1,000: the six seconds of the stall are no peer's silence.
    expect(clock.now() - heardAtMs).toBe(4_010)
  })

  it('continues if a heartbeat is slightly late', () => {
    let nowMs = 0
    const clock = new AwakeClock(() => nowMs)
    for (const beatMs of [1_900, 1_900]) {
      nowMs += beatMs
      clock.beat()
    }
    expect(clock.now()).toBe(3_800)
  })
})
