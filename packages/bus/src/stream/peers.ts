import type { OnError, Transport } from '../transport.ts'
import { inboxOf } from '../names.ts'
import { bytesOf, encodeMessage, frameBytes, messageHeaderBytes } from '../frames.ts'
import type { BusFrame, FrameType, Payload, PeerMessage } from '../frames.ts'
import { FORGET_AFTER_MS } from './limits.ts'

type Peer = {
  outbox: BusFrame[]
  outboxBytes: number
  nextSequence: number
  isResetDue: boolean
  /** null: the next message sets it (we lost our connection and cannot know what we missed). */
  expectedSequence: number | null
  lastHeardMs: number
  lastSentMs: number
}

type PeersOptions = {
  transport: Transport
  instanceId: string
  maxMessageBytes: () => number
  now: () => number
  onFrame: (peerId: string, frame: BusFrame) => void
  onError: OnError
  /** Streams with this peer have lost frames or their other end. */
  onLost: (peerId: string, reason: string) => void
}

/**
 * Frames to and from other processes, in order and without silent loss. Those of one turn of the event loop share a
 * message, and a lost message (core NATS delivers at most once) is noticed by its number.
 */
export class Peers {
  readonly #options: PeersOptions
  readonly #peers = new Map<string, Peer>()
  /** When processes were forgotten that may not have forgotten us yet. */
  readonly #forgotten = new Map<string, number>()
  #dirty = new Set<string>()
  #isFlushScheduled = false

  constructor(options: PeersOptions) {
    this.#options = options
  }

  send(peerId: string, type: FrameType, streamId: number, payload: Payload): void {
    const peer = this.#peer(peerId)
    if (peerId === this.#options.instanceId) peer.outbox.push({ type, streamId, payload })
    else this.#pack(peerId, peer, { type, streamId, payload: bytesOf(payload) })
    this.#dirty.add(peerId)
    if (this.#isFlushScheduled) return
    this.#isFlushScheduled = true
    this.#options.transport.later('frames', () => this.flush())
  }

  flush(): void {
    this.#isFlushScheduled = false
    const dirty = this.#dirty
    this.#dirty = new Set()
    for (const peerId of dirty) {
      try {
        this.#flushPeer(peerId, this.#peer(peerId))
      } catch (error) {
        this.#options.onError(error, 'frames')
      }
    }
  }

  receive(message: PeerMessage): void {
    const peer = this.#peer(message.sender)
    peer.lastHeardMs = this.#options.now()
    const isGap =
      peer.expectedSequence !== null && message.sequence !== peer.expectedSequence && !message.isFirst
    peer.expectedSequence = message.sequence + 1
    if (message.isReset || isGap) {
      this.#options.onLost(
        message.sender,
        message.isReset ? 'the other side lost its connection' : 'messages were lost',
      )
    }
    for (const frame of message.frames) this.#options.onFrame(message.sender, frame)
  }

  /** Counts as a heartbeat: opening frames are not part of the numbered sequence. */
  touch(peerId: string): void {
    this.#peer(peerId).lastHeardMs = this.#options.now()
  }

  /** How long a peer has been silent, in milliseconds. */
  silenceMs(peerId: string): number {
    return this.#options.now() - this.#peer(peerId).lastHeardMs
  }

  /** Our connection broke: what we sent may be lost, and what was sent to us too. */
  reset(): void {
    for (const [peerId, peer] of this.#peers) {
      if (peerId === this.#options.instanceId) continue
      peer.outbox = []
      peer.outboxBytes = 0
      peer.isResetDue = true
      peer.expectedSequence = null
    }
  }

  /**
   * We are connected again. Every peer is first told that everything before is void, so that it does not confuse new
   * streams with the lost ones.
   */
  announceReset(): void {
    for (const [peerId, peer] of this.#peers) if (peer.isResetDue) this.#publish(peerId, peer)
  }

  /** A process that is gone. */
  forget(peerId: string): void {
    this.#peers.delete(peerId)
  }

  /**
   * Forgets peers without messages in either direction for long. Both sides do so at about the same time: for a side
   * that still knows the other, a first message restarts the count; otherwise the next message sets it.
   */
  forgetSilent(): void {
    const now = this.#options.now()
    const oldestMs = now - FORGET_AFTER_MS
    for (const [peerId, atMs] of this.#forgotten) if (atMs < oldestMs) this.#forgotten.delete(peerId)
    for (const [peerId, { lastHeardMs, lastSentMs }] of this.#peers) {
      if (lastHeardMs >= oldestMs || lastSentMs >= oldestMs) continue
      this.#peers.delete(peerId)
      this.#forgotten.set(peerId, now)
    }
  }

  /** How many processes are known. */
  get count(): number {
    return this.#peers.size
  }

  #peer(peerId: string): Peer {
    const known = this.#peers.get(peerId)
    if (known) return known
    const peer: Peer = {
      outbox: [],
      outboxBytes: 0,
      nextSequence: 0,
      isResetDue: false,
      expectedSequence: this.#forgotten.delete(peerId) ? null : 0,
      lastHeardMs: this.#options.now(),
      lastSentMs: this.#options.now(),
    }
    this.#peers.set(peerId, peer)
    return peer
  }

  /** A message must fit into NATS's limit. */
  #pack(peerId: string, peer: Peer, frame: BusFrame & { payload: Uint8Array }): void {
    const bytes = frameBytes(frame.payload)
    const room = this.#options.maxMessageBytes() - messageHeaderBytes(this.#options.instanceId)
    // If it were sent, everything else in its message would be lost too.
    if (bytes > room) throw new RangeError(`a frame of ${bytes} bytes is more than one message holds`)
    if (peer.outboxBytes + bytes > room) this.#flushPeer(peerId, peer)
    peer.outbox.push(frame)
    peer.outboxBytes += bytes
  }

  #flushPeer(peerId: string, peer: Peer): void {
    if (peer.outbox.length > 0) this.#publish(peerId, peer)
  }

  #publish(peerId: string, peer: Peer): void {
    const { transport, instanceId } = this.#options
    const message = {
      sender: instanceId,
      sequence: peer.nextSequence,
      isReset: peer.isResetDue,
      isFirst: peer.nextSequence === 0,
      frames: peer.outbox,
    }
    peer.lastSentMs = this.#options.now()
    peer.nextSequence += 1
    peer.isResetDue = false
    peer.outbox = []
    peer.outboxBytes = 0
    if (peerId === instanceId) transport.hand(inboxOf(peerId), message)
    else transport.publish(inboxOf(peerId), encodeMessage(message))
  }
}
