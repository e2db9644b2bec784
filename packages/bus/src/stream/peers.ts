import type { OnError, Transport } from '../transport.ts'
import { inboxOf } from '../names.ts'
import { bytesOf, encodeMessage, frameBytes, messageHeaderBytes } from '../frames.ts'
import type { BusFrame, FrameType, Payload, PeerMessage } from '../frames.ts'

/** Kept for every process ever spoken with: forgetting one would make its next message look like a gap. */
type Peer = {
  outbox: BusFrame[]
  outboxBytes: number
  nextSequence: number
  isResetDue: boolean
  /** null: the next message sets it (we lost our connection and cannot know what we missed). */
  expectedSequence: number | null
  lastHeardMs: number
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
 * Frames to and from other processes, in order and without silent loss: those of one turn of the event loop travel
 * in one message, and a message that went missing (core NATS delivers at most once) is noticed by its number.
 */
export class Peers {
  readonly #options: PeersOptions
  readonly #peers = new Map<string, Peer>()
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
    const isGap = peer.expectedSequence !== null && message.sequence !== peer.expectedSequence
    peer.expectedSequence = message.sequence + 1
    if (message.isReset || isGap) {
      this.#options.onLost(
        message.sender,
        message.isReset ? 'the other side lost its connection' : 'messages were lost',
      )
    }
    for (const frame of message.frames) this.#options.onFrame(message.sender, frame)
  }

  /** Counts as a sign of life: what opens a stream does not come through the numbered sequence. */
  touch(peerId: string): void {
    this.#peer(peerId).lastHeardMs = this.#options.now()
  }

  /** How long a peer has been silent, in milliseconds. */
  silenceMs(peerId: string): number {
    return this.#options.now() - this.#peer(peerId).lastHeardMs
  }

  /** Our connection broke: what we sent may be lost and what we were sent too. */
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
   * We are connected again: every process we spoke with hears first that what was before is void, so that none takes
   * the streams we ask for from now on for those we lost.
   */
  announceReset(): void {
    for (const [peerId, peer] of this.#peers) if (peer.isResetDue) this.#publish(peerId, peer)
  }

  #peer(peerId: string): Peer {
    const known = this.#peers.get(peerId)
    if (known) return known
    const peer: Peer = {
      outbox: [],
      outboxBytes: 0,
      nextSequence: 0,
      isResetDue: false,
      expectedSequence: 0,
      lastHeardMs: this.#options.now(),
    }
    this.#peers.set(peerId, peer)
    return peer
  }

  /** A message holds no more than NATS takes. */
  #pack(peerId: string, peer: Peer, frame: BusFrame & { payload: Uint8Array }): void {
    const bytes = frameBytes(frame.payload)
    const room = this.#options.maxMessageBytes() - messageHeaderBytes(this.#options.instanceId)
    // Sent, it would take along whatever else is in its message.
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
      frames: peer.outbox,
    }
    peer.nextSequence += 1
    peer.isResetDue = false
    peer.outbox = []
    peer.outboxBytes = 0
    if (peerId === instanceId) transport.hand(inboxOf(peerId), message)
    else transport.publish(inboxOf(peerId), encodeMessage(message))
  }
}
