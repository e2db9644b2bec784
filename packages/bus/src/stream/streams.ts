import type { NatsConnection } from '@nats-io/transport-node'
import type { z } from 'zod'
import type { ClientStream, ServerStream, StreamBody, StreamSink } from '../bus.ts'
import type { StreamSubject } from '@gptget/contracts'
import { maxMessageBytesOf } from '../transport.ts'
import type { BusMessage, OnMessage, Subscription, Transport } from '../transport.ts'
import { addressOf, cancelSubjectOf, ClientStreams } from './client-streams.ts'
import { decodeMessage, FRAME, idsPayload, readIds } from '../frames.ts'
import type { BusFrame, PeerMessage } from '../frames.ts'
import { AwakeClock } from './awake-clock.ts'
import { BEAT_INTERVAL_MS } from './limits.ts'
import { inboxOf } from '../names.ts'
import { LocalStreams } from './local-streams.ts'
import { Peers } from './peers.ts'
import type { StreamHandler } from './server-streams.ts'
import { ServerStreams } from './server-streams.ts'

type StreamsOptions = {
  connection: NatsConnection
  transport: Transport
  instanceId: string
  onError: (error: unknown, what: string) => void
}

const NOTHING = new Uint8Array(0)

/** All streams of a process, opened and served: through its one inbox, or directly if both ends are here. */
export class Streams {
  isConnected = true
  readonly #options: StreamsOptions
  readonly #peers: Peers
  readonly #client: ClientStreams
  readonly #server: ServerStreams
  readonly #local: LocalStreams
  readonly #inbox: Subscription[]
  readonly #served: Subscription[] = []
  readonly #beat: NodeJS.Timeout
  readonly #clock = new AwakeClock(() => performance.now())

  constructor(options: StreamsOptions) {
    const { connection, transport, instanceId, onError } = options
    this.#options = options
    const { now } = this.#clock
    const maxMessageBytes = (): number => maxMessageBytesOf(connection)
    this.#peers = new Peers({
      transport,
      instanceId,
      maxMessageBytes,
      now,
      onFrame: (peerId, frame) => this.#onFrame(peerId, frame),
      onError,
      onLost: (peerId, reason) => this.#onPeerLost(peerId, reason),
    })
    this.#client = new ClientStreams({
      transport,
      instanceId,
      peers: this.#peers,
      now,
      isReachable: (subject) => this.isConnected || transport.isLocal(subject),
      maxMessageBytes,
      onError,
    })
    this.#server = new ServerStreams({ instanceId, peers: this.#peers, onError })
    this.#local = new LocalStreams({ now, onError })
    this.#inbox = [
      transport.subscribe(inboxOf(instanceId), undefined, (message) =>
        this.#peers.receive(messageOf(message)),
      ),
      transport.subscribe(`${inboxOf(instanceId)}.*`, undefined, ({ subject, isNoResponders }) => {
        if (isNoResponders) this.#client.onNoResponders(Number(subject.slice(subject.lastIndexOf('.') + 1)))
      }),
    ]
    this.#beat = setInterval(
      () => transport.later('beats', () => this.#sendBeats()),
      BEAT_INTERVAL_MS,
    ).unref()
  }

  open<S extends StreamSubject>(
    subject: S,
    head: z.output<S['head']>,
    body: StreamBody,
    sink: StreamSink<S>,
    instanceId?: string,
  ): ClientStream {
    const isForAny = instanceId === undefined || instanceId === this.#options.instanceId
    const local = isForAny ? this.#local.open(subject, head, body, sink as StreamSink<StreamSubject>) : null
    return local ?? this.#client.open(subject, head, body, sink, instanceId)
  }

  serve<S extends StreamSubject>(
    subject: S,
    handler: (stream: ServerStream<S>) => Promise<void>,
  ): () => void {
    const { transport, instanceId } = this.#options
    this.#local.serve(subject, handler as unknown as StreamHandler)
    const accept: OnMessage = (message) => {
      const { sender, frames } = messageOf(message)
      for (const frame of frames)
        this.#server.accept(sender, frame, subject, handler as unknown as StreamHandler)
    }
    const shared = transport.subscribe(subject.name, subject.name, accept)
    this.#served.push(
      shared,
      transport.subscribe(addressOf(subject, instanceId), undefined, accept),
      transport.subscribe(cancelSubjectOf(subject), undefined, ({ data }) => {
        const { sender, frames } = decodeMessage(data)
        for (const frame of frames) this.#server.onFrame(sender, frame)
      }),
    )
    return () => shared.leaveQueue()
  }

  onDisconnect(): void {
    this.isConnected = false
    this.#client.onDisconnect()
    this.#server.onDisconnect()
    this.#peers.reset()
  }

  onReconnect(): void {
    this.#peers.announceReset()
    this.isConnected = true
  }

  /** Accepts no new stream, waits for those it serves until `cut` aborts, and tells the others. */
  async close(cut: AbortSignal): Promise<void> {
    for (const subscription of this.#served) subscription.unsubscribe()
    this.#local.stopServing()
    if (!cut.aborted)
      await Promise.race([
        Promise.all([this.#server.drained(), this.#local.drained()]),
        new Promise<void>((resolve) => cut.addEventListener('abort', () => resolve(), { once: true })),
      ])
    this.#local.close()
    for (const peerId of this.#server.clientIds()) this.#peers.send(peerId, FRAME.bye, 0, NOTHING)
    this.#peers.flush()
    clearInterval(this.#beat)
    for (const subscription of this.#inbox) subscription.unsubscribe()
  }

  #onFrame(peerId: string, frame: BusFrame): void {
    if (frame.type === FRAME.bye) this.#onBye(peerId)
    else if (frame.type === FRAME.serverBeat) this.#client.onBeat(peerId, readIds(frame.payload))
    else if (!this.#client.onFrame(peerId, frame)) this.#server.onFrame(peerId, frame)
  }

  /** Its id is never used again. */
  #onBye(peerId: string): void {
    this.#onPeerLost(peerId, 'the other side stopped')
    this.#peers.forget(peerId)
  }

  #onPeerLost(peerId: string, reason: string): void {
    this.#client.onPeerLost(peerId, reason)
    this.#server.onPeerLost(peerId, reason)
  }

  #sendBeats(): void {
    this.#clock.beat()
    this.#local.beat()
    for (const peerId of this.#client.beat()) this.#peers.send(peerId, FRAME.clientBeat, 0, NOTHING)
    for (const [peerId, silentIds] of this.#server.beat()) {
      this.#peers.send(peerId, FRAME.serverBeat, 0, idsPayload(silentIds))
    }
    this.#peers.forgetSilent()
  }
}

const messageOf = ({ data, handed }: BusMessage): PeerMessage => handed ?? decodeMessage(data)
