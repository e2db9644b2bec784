import { BriefMap } from '@gptget/callers'
import { z } from 'zod'
import { BusError } from '../bus.ts'
import type { ClientStream, StreamBody, StreamSink } from '../bus.ts'
import type { StreamSubject } from '@gptget/contracts'
import { BodyPump } from './body-pump.ts'
import { failureSchema, messageTooLarge } from '../failure.ts'
import type { OnError, Transport } from '../transport.ts'
import {
  countPayload,
  encodeMessage,
  FRAME,
  openPayload,
  readCount,
  readData,
  readValue,
  STREAMED,
  valuePayload,
} from '../frames.ts'
import type { BusFrame, Payload, PeerMessage } from '../frames.ts'
import { CANCEL_TIMEOUT_MS, DEAD_AFTER_MS, GRANT_BYTES, MAX_FRAME_BYTES } from './limits.ts'
import type { Peers } from './peers.ts'
import { inboxOf } from '../names.ts'

type Stream = {
  id: number
  subject: StreamSubject
  sink: StreamSink<StreamSubject>
  /** Known from its first frame on. */
  serverId: string | null
  openedAtMs: number
  body: Uint8Array
  bodySentBytes: number
  bodyCreditBytes: number
  /** Sends a body while it is produced; null for a complete one. */
  pump: BodyPump | null
  ungrantedBytes: number
  /** Set by `cancel`: only the outcome still matters. */
  cancelledAtMs: number | null
}

const NOTHING = new Uint8Array(0)

/** The subject for cancellations by a client that does not know its server yet. */
export const cancelSubjectOf = (subject: StreamSubject): string => `${subject.name}.cancel`

/** Where a stream is served: by any free process, or by a given one. */
export const addressOf = ({ name }: StreamSubject, instanceId?: string): string =>
  instanceId === undefined ? name : `${name}.to.${instanceId}`

type ClientStreamsOptions = {
  transport: Transport
  instanceId: string
  peers: Peers
  now: () => number
  /** Whether anything published now could arrive: messages sent without a connection may be lost. */
  isReachable: (subject: string) => boolean
  /** What NATS accepts: a larger message would end the whole connection. */
  maxMessageBytes: () => number
  onError: OnError
}

/** The streams that this process has opened. */
export class ClientStreams {
  readonly #transport: Transport
  readonly #instanceId: string
  readonly #peers: Peers
  readonly #now: () => number
  readonly #isReachable: (subject: string) => boolean
  readonly #maxMessageBytes: () => number
  readonly #onError: OnError
  readonly #streams = new BriefMap<number, Stream>()
  #nextId = 1

  constructor(options: ClientStreamsOptions) {
    this.#transport = options.transport
    this.#instanceId = options.instanceId
    this.#peers = options.peers
    this.#now = options.now
    this.#isReachable = options.isReachable
    this.#maxMessageBytes = options.maxMessageBytes
    this.#onError = options.onError
  }

  open<S extends StreamSubject>(
    subject: S,
    head: z.output<S['head']>,
    body: StreamBody,
    sink: StreamSink<S>,
    instanceId?: string,
  ): ClientStream {
    const address = addressOf(subject, instanceId)
    const isThere = body instanceof Uint8Array
    const there = isThere ? body : NOTHING
    const stream: Stream = {
      id: this.#nextId,
      subject,
      sink: sink as StreamSink<StreamSubject>,
      serverId: null,
      openedAtMs: this.#now(),
      body: there,
      bodySentBytes: Math.min(there.byteLength, MAX_FRAME_BYTES),
      bodyCreditBytes: 0,
      pump: isThere ? null : this.#pumpOf(() => stream, body),
      ungrantedBytes: 0,
      cancelledAtMs: null,
    }
    this.#nextId = this.#nextId === 0xffff_ffff ? 1 : this.#nextId + 1
    this.#streams.set(stream.id, stream)
    if (!this.#isReachable(address)) {
      queueMicrotask(() =>
        this.#fail(stream, new BusError('unavailable', 'there is no connection to the bus')),
      )
      return { grant: () => {}, cancel: () => {} }
    }
    const bodyStart = there.subarray(0, stream.bodySentBytes)
    const bodyLength = isThere ? there.byteLength : STREAMED
    const payload = openPayload(subject.head, { head, bodyLength, bodyStart })
    const message = this.#single({ type: FRAME.open, streamId: stream.id, payload })
    this.#transport.later(subject.name, () => {
      if (this.#streams.get(stream.id) === undefined) return
      if (this.#transport.isLocal(address)) this.#transport.hand(address, message)
      else {
        const bytes = encodeMessage(message)
        if (bytes.byteLength > this.#maxMessageBytes()) return this.#fail(stream, messageTooLarge())
        this.#transport.publish(address, bytes, `${inboxOf(this.#instanceId)}.${stream.id}`)
      }
      this.#noteSent(stream)
    })
    return {
      grant: (byteCount) => this.#grant(stream, byteCount),
      cancel: (reason) => this.#cancel(stream, reason),
    }
  }

  /** @returns whether the frame was for a stream that this process opened. */
  onFrame(peerId: string, frame: BusFrame): boolean {
    if (frame.type === FRAME.serverBeat) return true
    if (frame.type < FRAME.accept) return false
    const stream = this.#streams.get(frame.streamId)
    if (!stream) return true
    stream.serverId = peerId
    try {
      this.#take(stream, frame)
    } catch (error) {
      this.#crash(stream, error)
    }
    return true
  }

  /** @throws what the stream's sink or the reading of the frame throws. */
  #take(stream: Stream, frame: BusFrame): void {
    switch (frame.type) {
      case FRAME.accept:
        if (stream.pump !== null) return stream.pump.allow(readCount(frame.payload))
        stream.bodyCreditBytes += readCount(frame.payload)
        this.#sendBody(stream)
        break
      case FRAME.head:
        if (stream.cancelledAtMs === null)
          stream.sink.head(readValue(stream.subject.responseHead, frame.payload))
        break
      case FRAME.data: {
        const { bytes, progress } = readData(frame.payload)
        if (stream.cancelledAtMs === null) stream.sink.data(bytes, progress)
        break
      }
      case FRAME.end:
        this.#streams.take(stream.id)
        stream.pump?.stop()
        stream.sink.end(readValue(stream.subject.trailer, frame.payload))
        break
      case FRAME.fail:
        this.#fail(stream, readFailure(frame.payload))
        break
    }
  }

  /** The calling side failed to handle a frame: that stream ends, and no other. */
  #crash(stream: Stream, error: unknown): void {
    this.#onError(error, stream.subject.name)
    this.#cancel(stream, 'what came could not be dealt with')
    this.#fail(stream, new BusError('internal', 'internal error', {}, error))
  }

  /** The server has these streams although it has not sent anything on them yet. */
  onBeat(peerId: string, streamIds: readonly number[]): void {
    for (const id of streamIds) {
      const stream = this.#streams.get(id)
      if (stream) stream.serverId = peerId
    }
  }

  onNoResponders(streamId: number): void {
    const stream = this.#streams.get(streamId)
    if (stream) this.#fail(stream, new BusError('unavailable', `no process serves ${stream.subject.name}`))
  }

  onPeerLost(peerId: string, reason: string): void {
    for (const stream of this.#streams.values()) {
      if (stream.serverId === peerId) this.#fail(stream, new BusError('lost', reason))
    }
  }

  /** Our own connection broke: every stream served elsewhere is lost. */
  onDisconnect(): void {
    for (const stream of this.#streams.values()) {
      if (stream.serverId !== this.#instanceId)
        this.#fail(stream, new BusError('lost', 'the connection to the bus broke'))
    }
  }

  /** The processes that serve us and need heartbeats; fails the streams of silent ones. */
  beat(): Set<string> {
    const servers = new Set<string>()
    for (const stream of this.#streams.values()) {
      const silence = this.#silenceOf(stream)
      if (silence !== null) this.#fail(stream, new BusError('lost', silence))
      else if (stream.serverId !== null) servers.add(stream.serverId)
    }
    return servers
  }

  /** Why nothing more is expected on a stream; else null. */
  #silenceOf(stream: Stream): string | null {
    const sinceCancelMs = this.#now() - (stream.cancelledAtMs ?? this.#now())
    if (sinceCancelMs > CANCEL_TIMEOUT_MS) return 'no outcome after a cancellation'
    const silentMs =
      stream.serverId === null ? this.#now() - stream.openedAtMs : this.#peers.silenceMs(stream.serverId)
    return silentMs > DEAD_AFTER_MS ? `no sign of life for ${DEAD_AFTER_MS} ms` : null
  }

  get count(): number {
    return this.#streams.size
  }

  #grant(stream: Stream, byteCount: number): void {
    stream.ungrantedBytes += byteCount
    if (
      stream.ungrantedBytes < GRANT_BYTES ||
      stream.serverId === null ||
      this.#streams.get(stream.id) === undefined
    )
      return
    this.#peers.send(stream.serverId, FRAME.grant, stream.id, countPayload(stream.ungrantedBytes))
    stream.ungrantedBytes = 0
  }

  #cancel(stream: Stream, reason: string): void {
    if (stream.cancelledAtMs !== null || this.#streams.get(stream.id) === undefined) return
    stream.cancelledAtMs = this.#now()
    stream.pump?.stop()
    const payload = valuePayload(cancellation, { reason })
    if (stream.serverId !== null) this.#peers.send(stream.serverId, FRAME.cancel, stream.id, payload)
    else {
      const message = this.#single({ type: FRAME.cancel, streamId: stream.id, payload })
      // Not before the opening frame.
      const name = cancelSubjectOf(stream.subject)
      this.#transport.later(name, () => this.#transport.broadcast(name, encodeMessage(message)))
    }
  }

  #fail(stream: Stream, error: BusError): void {
    // A server that is only considered dead must not go on generating without a reader.
    if (error.code === 'lost') this.#cancel(stream, error.message)
    if (this.#streams.take(stream.id) === undefined) return
    stream.pump?.stop()
    try {
      stream.sink.error(error)
    } catch (thrown) {
      this.#onError(thrown, stream.subject.name)
    }
  }

  #pumpOf(streamOf: () => Stream, source: AsyncIterable<Uint8Array>): BodyPump {
    const send = (type: BusFrame['type'], payload: Payload): void => {
      const { serverId, id } = streamOf()
      // It was accepted, so its server is known.
      this.#peers.send(serverId!, type, id, payload)
    }
    return new BodyPump(source, {
      send: (piece) => send(FRAME.body, piece),
      end: () => send(FRAME.bodyEnd, NOTHING),
      fail: (error) => {
        this.#cancel(streamOf(), 'its body could not be read')
        this.#fail(streamOf(), new BusError('body_failed', 'the body could not be read', {}, error))
      },
    })
  }

  #sendBody(stream: Stream): void {
    while (
      stream.bodyCreditBytes > 0 &&
      stream.bodySentBytes < stream.body.byteLength &&
      stream.serverId !== null
    ) {
      const end = stream.bodySentBytes + Math.min(MAX_FRAME_BYTES, stream.bodyCreditBytes)
      const piece = stream.body.subarray(stream.bodySentBytes, end)
      this.#peers.send(stream.serverId, FRAME.body, stream.id, piece)
      stream.bodySentBytes += piece.byteLength
      stream.bodyCreditBytes -= piece.byteLength
    }
    this.#noteSent(stream)
  }

  #noteSent(stream: Stream): void {
    if (stream.body === NOTHING || stream.bodySentBytes < stream.body.byteLength) return
    stream.body = NOTHING
    stream.bodySentBytes = 0
    const { sink, subject } = stream
    // Frames are sent at the end of a turn, and data within the process is copied after that.
    if (sink.sent)
      this.#transport.later(subject.name, () => this.#transport.later(subject.name, () => sink.sent!()))
  }

  /** A message outside the numbered sequence: it goes to any serving process, not to a known peer. */
  #single(frame: BusFrame): PeerMessage {
    return { sender: this.#instanceId, sequence: 0, isReset: false, isFirst: false, frames: [frame] }
  }
}

const cancellation = z.object({ reason: z.string() })

const readFailure = (payload: Payload): BusError => {
  const { code, message, details } = readValue(failureSchema, payload)
  return new BusError(code, message, details)
}
