import { BriefMap } from '@gptget/callers'
import { BusError } from '../bus.ts'
import type { ServerStream } from '../bus.ts'
import type { StreamSubject } from '@gptget/contracts'
import { BodyQueue } from './body-queue.ts'
import { describeFailure, failureSchema } from '../failure.ts'
import {
  asBuffer,
  bytesOf,
  countPayload,
  dataPayload,
  FRAME,
  readCount,
  readOpen,
  STREAMED,
  Unwritten,
  valuePayload,
} from '../frames.ts'
import type { BusFrame, Payload } from '../frames.ts'
import {
  BODY_WINDOW_BYTES,
  DEAD_AFTER_MS,
  MAX_FRAME_BYTES,
  MAX_SHARED_BODY_BYTES,
  STREAMED_BODY_WINDOW_BYTES,
  WINDOW_BYTES,
} from './limits.ts'
import type { OnError } from '../transport.ts'
import type { Peers } from './peers.ts'
import { workForAccountIn } from '../work-for-account.ts'

export type StreamHandler = (stream: ServerStream<StreamSubject>) => Promise<void>

type Stream = {
  id: number
  clientId: string
  subject: StreamSubject
  /** As long as the data of the opening frame, until the whole is requested. */
  body: Buffer
  bodyLength: number
  bodyReceivedBytes: number
  bodyGrantedBytes: number
  /** The received data of a body without a known length; null if it has one. */
  incoming: BodyQueue | null
  onBody: ((body: Uint8Array) => void) | null
  abort: AbortController
  creditBytes: number
  onCredit: (() => void) | null
  hasSpoken: boolean
  /** Its outcome was not sent yet. */
  isOpen: boolean
}

/** The streams that this process serves. */
export class ServerStreams {
  readonly #instanceId: string
  readonly #peers: Peers
  readonly #onError: OnError
  readonly #streams = new BriefMap<string, Stream>()
  #idle: (() => void) | null = null

  constructor(options: { instanceId: string; peers: Peers; onError: OnError }) {
    this.#instanceId = options.instanceId
    this.#peers = options.peers
    this.#onError = options.onError
  }

  accept(clientId: string, frame: BusFrame, subject: StreamSubject, handler: StreamHandler): void {
    try {
      this.#open(clientId, frame, { subject, handler })
    } catch (error) {
      this.#onError(error, subject.name)
      const failure = valuePayload(failureSchema, describeFailure(error))
      this.#peers.send(clientId, FRAME.fail, frame.streamId, failure)
    }
  }

  #open(
    clientId: string,
    frame: BusFrame,
    { subject, handler }: { subject: StreamSubject; handler: StreamHandler },
  ): void {
    const { head, bodyLength, bodyStart } = readOpen(subject.head, frame.payload)
    const isStreamed = bodyLength === STREAMED
    // Passed within the process, it still belongs to its sender; a large one may be moved to a thread.
    const isShared = frame.payload instanceof Unwritten && bodyLength > MAX_SHARED_BODY_BYTES
    const grant = (byteCount: number): void => this.#accept(stream, byteCount)
    const stream: Stream = {
      id: frame.streamId,
      clientId,
      subject,
      body: isShared && !isStreamed ? Buffer.from(bodyStart) : asBuffer(bodyStart),
      bodyLength: isStreamed ? bodyStart.byteLength : bodyLength,
      bodyReceivedBytes: bodyStart.byteLength,
      bodyGrantedBytes: bodyStart.byteLength,
      incoming: isStreamed ? new BodyQueue(grant) : null,
      onBody: null,
      abort: new AbortController(),
      creditBytes: WINDOW_BYTES,
      onCredit: null,
      hasSpoken: false,
      isOpen: true,
    }
    this.#streams.set(keyOf(clientId, stream.id), stream)
    this.#peers.touch(clientId)
    if (stream.incoming !== null) grant(STREAMED_BODY_WINDOW_BYTES)
    const served = this.#serverStream(stream, subject, head)
    try {
      workForAccountIn(head, () => handler(served)).catch((error: unknown) => this.#fail(stream, error))
    } catch (error) {
      this.#fail(stream, error)
    }
  }

  /** @returns whether the frame was for a stream that this process serves. */
  onFrame(peerId: string, frame: BusFrame): boolean {
    if (frame.type >= FRAME.accept) return false
    const stream = this.#streams.get(keyOf(peerId, frame.streamId))
    if (!stream) return true
    try {
      this.#take(stream, frame)
    } catch (error) {
      this.#fail(stream, error)
      interrupt(stream, new BusError('cancelled', 'what came could not be read'))
    }
    return true
  }

  #take(stream: Stream, frame: BusFrame): void {
    switch (frame.type) {
      case FRAME.body:
        if (stream.incoming === null) this.#receiveBody(stream, bytesOf(frame.payload))
        else stream.incoming.push(bytesOf(frame.payload))
        break
      case FRAME.bodyEnd:
        stream.incoming?.end()
        break
      case FRAME.grant:
        stream.creditBytes += readCount(frame.payload)
        if (stream.creditBytes > 0) releaseWriter(stream)
        break
      case FRAME.cancel:
        // It stays until its handler has reported the cost.
        interrupt(stream, new BusError('cancelled', 'the client went away'))
        break
    }
  }

  onPeerLost(peerId: string, reason: string): void {
    for (const stream of this.#streams.values()) {
      if (stream.clientId === peerId) this.#drop(stream, reason)
    }
  }

  onDisconnect(): void {
    for (const stream of this.#streams.values()) {
      if (stream.clientId !== this.#instanceId)
        this.#abort(stream, new BusError('lost', 'the connection to the bus broke'))
    }
  }

  /** Who needs heartbeats, and for which streams nothing was sent yet; drops the streams of silent clients. */
  beat(): Map<string, number[]> {
    const clients = new Map<string, number[]>()
    for (const stream of this.#streams.values()) {
      const isSilent = this.#peers.silenceMs(stream.clientId) > DEAD_AFTER_MS
      if (isSilent && stream.hasSpoken) {
        this.#drop(stream, `no sign of life for ${DEAD_AFTER_MS} ms`)
        continue
      }
      const silent = clients.get(stream.clientId) ?? []
      if (!stream.hasSpoken) silent.push(stream.id)
      stream.hasSpoken = true
      clients.set(stream.clientId, silent)
    }
    return clients
  }

  /** All clients that wait for an answer. */
  clientIds(): Set<string> {
    return new Set([...this.#streams.values()].map(({ clientId }) => clientId))
  }

  /** Resolves when no stream is left. */
  async drained(): Promise<void> {
    if (this.#streams.size === 0) return
    await new Promise<void>((resolve) => {
      this.#idle = resolve
    })
  }

  get count(): number {
    return this.#streams.size
  }

  #serverStream(stream: Stream, subject: StreamSubject, head: unknown): ServerStream<StreamSubject> {
    const send = (type: BusFrame['type'], payload: Payload): void => {
      if (!stream.isOpen) return
      stream.hasSpoken = true
      this.#peers.send(stream.clientId, type, stream.id, payload)
    }
    const writePiece = (piece: Uint8Array, progress: number): void | Promise<void> => {
      if (stream.abort.signal.aborted || piece.byteLength === 0) return
      stream.creditBytes -= piece.byteLength
      send(FRAME.data, dataPayload(piece, progress))
      if (stream.creditBytes <= 0) return writable(stream)
    }
    const writePieces = async (bytes: Uint8Array, progress: number): Promise<void> => {
      for (let offset = 0; offset < bytes.byteLength; offset += MAX_FRAME_BYTES)
        await writePiece(bytes.subarray(offset, offset + MAX_FRAME_BYTES), progress)
    }
    /** A write of many frames, of which some are not sent yet. What follows waits for it, awaited or not. */
    let unsent: Promise<void> | null = null
    const writeInOrder = (bytes: Uint8Array, progress: number): Promise<void> => {
      const written: Promise<void> =
        unsent === null ? writePieces(bytes, progress) : unsent.then(() => writePieces(bytes, progress))
      const finish = (): void => void (unsent = unsent === written ? null : unsent)
      unsent = written
      written.then(finish, finish)
      return written
    }
    const end = (trailer: unknown): void => {
      send(FRAME.end, valuePayload(subject.trailer, trailer))
      this.#remove(stream)
    }
    return {
      head,
      bodyLength: stream.bodyLength,
      signal: stream.abort.signal,
      body: () => this.#body(stream),
      chunks: () => this.#chunks(stream),
      respond: (responseHead) => send(FRAME.head, valuePayload(subject.responseHead, responseHead)),
      write: (bytes, progress = 0) => {
        const isSmall = bytes.byteLength <= MAX_FRAME_BYTES
        return isSmall && unsent === null ? writePiece(bytes, progress) : writeInOrder(bytes, progress)
      },
      end: (trailer) => {
        if (unsent === null) end(trailer)
        else void unsent.then(() => end(trailer))
      },
    }
  }

  async *#chunks(stream: Stream): AsyncGenerator<Uint8Array> {
    if (stream.incoming === null) yield await this.#body(stream)
    else yield* stream.incoming.read()
  }

  #body(stream: Stream): Promise<Uint8Array> {
    if (stream.incoming !== null) return collect(stream.incoming.read())
    if (stream.bodyReceivedBytes === stream.bodyLength) return Promise.resolve(stream.body)
    this.#makeRoom(stream)
    return new Promise((resolve, reject) => {
      stream.onBody = resolve
      stream.abort.signal.addEventListener('abort', () => reject(stream.abort.signal.reason as Error), {
        once: true,
      })
    })
  }

  /** Before the body is requested, its sender keeps everything but the opening's data. */
  #makeRoom(stream: Stream): void {
    if (stream.body.byteLength === stream.bodyLength) return
    // Separate memory, which can be transferred.
    const whole = Buffer.allocUnsafeSlow(stream.bodyLength)
    whole.set(stream.body, 0)
    stream.body = whole
    this.#grantBody(stream)
  }

  #receiveBody(stream: Stream, payload: Uint8Array): void {
    stream.body.set(payload, stream.bodyReceivedBytes)
    stream.bodyReceivedBytes += payload.byteLength
    this.#grantBody(stream)
    if (stream.bodyReceivedBytes === stream.bodyLength) stream.onBody?.(stream.body)
  }

  #grantBody(stream: Stream): void {
    const allowed = Math.min(stream.bodyLength, stream.bodyReceivedBytes + BODY_WINDOW_BYTES)
    const more = allowed - stream.bodyGrantedBytes
    if (more <= 0 || (more < BODY_WINDOW_BYTES / 2 && allowed < stream.bodyLength)) return
    stream.bodyGrantedBytes = allowed
    this.#accept(stream, more)
  }

  #accept(stream: Stream, byteCount: number): void {
    if (!stream.isOpen) return
    stream.hasSpoken = true
    this.#peers.send(stream.clientId, FRAME.accept, stream.id, countPayload(byteCount))
  }

  #fail(stream: Stream, error: unknown): void {
    const { subject } = stream
    if (!stream.isOpen) {
      // There is no client left; an abort is what the handler was asked for.
      if (!stream.abort.signal.aborted) this.#onError(error, subject.name)
      return
    }
    const failure = describeFailure(error)
    if (failure.code === 'internal') this.#onError(error, subject.name)
    this.#peers.send(stream.clientId, FRAME.fail, stream.id, valuePayload(failureSchema, failure))
    this.#remove(stream)
  }

  /** Messages of its client were lost. If it is alive, it must not wait for data that will never arrive. */
  #drop(stream: Stream, reason: string): void {
    const error = new BusError('lost', reason)
    this.#peers.send(
      stream.clientId,
      FRAME.fail,
      stream.id,
      valuePayload(failureSchema, describeFailure(error)),
    )
    this.#abort(stream, error)
  }

  /** There is no client left to answer. */
  #abort(stream: Stream, reason: BusError): void {
    this.#remove(stream)
    interrupt(stream, reason)
  }

  #remove(stream: Stream): void {
    stream.isOpen = false
    this.#streams.take(keyOf(stream.clientId, stream.id))
    if (this.#streams.size === 0) this.#idle?.()
  }
}

const keyOf = (clientId: string, streamId: number): string => `${clientId}/${streamId}`

/** Resolves when the client has accepted enough to be sent more; also on an abort, so that no writer hangs. */
const writable = (stream: Stream): Promise<void> =>
  new Promise((resolve) => {
    stream.onCredit = resolve
  })

const interrupt = (stream: Stream, reason: BusError): void => {
  stream.abort.abort(reason)
  stream.incoming?.fail(reason)
  releaseWriter(stream)
}

const collect = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> =>
  Buffer.concat(await Array.fromAsync(chunks))

const releaseWriter = (stream: Stream): void => {
  stream.onCredit?.()
  stream.onCredit = null
}
