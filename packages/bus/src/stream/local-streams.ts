import { BriefMap } from '@gptget/callers'
import type { StreamSubject } from '@gptget/contracts'
import { BusError } from '../bus.ts'
import type { ClientStream, ServerStream, StreamBody, StreamSink } from '../bus.ts'
import { describeFailure } from '../failure.ts'
import type { OnError } from '../transport.ts'
import { CANCEL_TIMEOUT_MS, MAX_SHARED_BODY_BYTES, WINDOW_BYTES } from './limits.ts'
import type { StreamHandler } from './server-streams.ts'

type Options = { now: () => number; onError: OnError }
type Surroundings = Options & { onOver: (stream: LocalStream) => void }

/**
 * Streams between services of this process: passed directly, without frames, by the rules of every stream. Large or
 * streamed bodies use frames, which copy and pace them.
 */
export class LocalStreams {
  readonly #surroundings: Surroundings
  readonly #handlers = new Map<string, StreamHandler>()
  readonly #streams = new BriefMap<number, LocalStream>()
  #lastId = 0
  #idle: (() => void) | null = null

  constructor(options: Options) {
    this.#surroundings = { ...options, onOver: (stream) => this.#remove(stream) }
  }

  serve({ name }: StreamSubject, handler: StreamHandler): void {
    this.#handlers.set(name, handler)
  }

  /** From now on nothing is served here. */
  stopServing(): void {
    this.#handlers.clear()
  }

  /** Opens a stream if it is served here and its body may be shared; null if it needs frames. */
  open(
    subject: StreamSubject,
    head: unknown,
    body: StreamBody,
    sink: StreamSink<StreamSubject>,
  ): ClientStream | null {
    const handler = this.#handlers.get(subject.name)
    if (handler === undefined || !(body instanceof Uint8Array)) return null
    if (body.byteLength > MAX_SHARED_BODY_BYTES) return null
    const opening = { id: ++this.#lastId, subject, head, body, sink }
    const stream = new LocalStream(opening, this.#surroundings)
    this.#streams.set(stream.id, stream)
    // Its caller must know the stream first.
    queueMicrotask(() => stream.start(handler))
    return stream
  }

  /** Gives up on streams that were cancelled long ago and have no outcome. */
  beat(): void {
    const beforeMs = this.#surroundings.now() - CANCEL_TIMEOUT_MS
    for (const stream of this.#streams.values())
      if (stream.cancelledAtMs !== null && stream.cancelledAtMs < beforeMs)
        stream.lose('no outcome after a cancellation')
  }

  /** Resolves when no stream is left. */
  async drained(): Promise<void> {
    if (this.#streams.size === 0) return
    await new Promise<void>((resolve) => {
      this.#idle = resolve
    })
  }

  /** Ends the remaining ones. */
  close(): void {
    for (const stream of this.#streams.values()) stream.lose('the other side stopped')
  }

  #remove(stream: LocalStream): void {
    this.#streams.take(stream.id)
    if (this.#streams.size === 0) this.#idle?.()
  }
}

type Opening = {
  id: number
  subject: StreamSubject
  head: unknown
  body: Uint8Array
  sink: StreamSink<StreamSubject>
}

/** Both ends of one stream: `grant` and `cancel` belong to the calling side, the rest to the serving side. */
class LocalStream implements ClientStream, ServerStream<StreamSubject> {
  readonly id: number
  readonly head: unknown
  cancelledAtMs: number | null = null
  readonly #surroundings: Surroundings
  readonly #subject: StreamSubject
  readonly #body: Uint8Array
  readonly #sink: StreamSink<StreamSubject>
  readonly #abort = new AbortController()
  #creditBytes = WINDOW_BYTES
  #onCredit: (() => void) | null = null
  #isOver = false

  constructor({ id, subject, head, body, sink }: Opening, surroundings: Surroundings) {
    this.id = id
    this.head = head
    this.#surroundings = surroundings
    this.#subject = subject
    this.#body = body
    this.#sink = sink
  }

  get bodyLength(): number {
    return this.#body.byteLength
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  start(handler: StreamHandler): void {
    try {
      this.#sink.sent?.()
    } catch (error) {
      this.#crash(error)
    }
    try {
      handler(this).catch((error: unknown) => this.#failed(error))
    } catch (error) {
      this.#failed(error)
    }
  }

  body(): Promise<Uint8Array> {
    return Promise.resolve(this.#body)
  }

  async *chunks(): AsyncGenerator<Uint8Array> {
    yield this.#body
  }

  respond(head: unknown): void {
    if (!this.#isHeard) return
    try {
      this.#sink.head(head)
    } catch (error) {
      this.#crash(error)
    }
  }

  write(bytes: Uint8Array, progress = 0): void | Promise<void> {
    if (!this.#isHeard || bytes.byteLength === 0) return
    this.#creditBytes -= bytes.byteLength
    try {
      this.#sink.data(bytes, progress)
    } catch (error) {
      this.#crash(error)
    }
    if (this.#creditBytes > 0 || !this.#isHeard) return
    return new Promise((resolve) => {
      this.#onCredit = resolve
    })
  }

  end(trailer: unknown): void {
    if (!this.#finish()) return
    try {
      this.#sink.end(trailer)
    } catch (error) {
      this.#surroundings.onError(error, this.#subject.name)
    }
  }

  grant(byteCount: number): void {
    this.#creditBytes += byteCount
    if (this.#creditBytes > 0) this.#releaseWriter()
  }

  cancel(): void {
    if (!this.#isHeard) return
    this.cancelledAtMs = this.#surroundings.now()
    this.#interrupt(new BusError('cancelled', 'the client went away'))
  }

  /** There is no other side any more. */
  lose(reason: string): void {
    const error = new BusError('lost', reason)
    if (!this.#finish()) return
    this.#interrupt(error)
    this.#report(error)
  }

  /** Whether the calling side still wants data. */
  get #isHeard(): boolean {
    return !this.#isOver && this.cancelledAtMs === null
  }

  /** A failure of the calling side ends this stream, and no other. */
  #crash(error: unknown): void {
    this.#surroundings.onError(error, this.#subject.name)
    this.cancel()
    if (this.#finish()) this.#report(new BusError('internal', 'internal error', {}, error))
  }

  #failed(error: unknown): void {
    const { code, message, details } = describeFailure(error)
    // There may be no caller left; an abort is what the handler was asked for.
    if (this.#isOver ? !this.signal.aborted : code === 'internal')
      this.#surroundings.onError(error, this.#subject.name)
    if (this.#finish()) this.#report(new BusError(code, message, details))
  }

  #report(error: BusError): void {
    try {
      this.#sink.error(error)
    } catch (thrown) {
      this.#surroundings.onError(thrown, this.#subject.name)
    }
  }

  /** @returns whether this was its end. */
  #finish(): boolean {
    if (this.#isOver) return false
    this.#isOver = true
    this.#surroundings.onOver(this)
    return true
  }

  #interrupt(reason: BusError): void {
    this.#abort.abort(reason)
    this.#releaseWriter()
  }

  #releaseWriter(): void {
    this.#onCredit?.()
    this.#onCredit = null
  }
}
