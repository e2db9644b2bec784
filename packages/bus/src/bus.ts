import type { z } from 'zod'
import type { Claims } from './claims.ts'
import type { BroadcastSubject, CallSubject, StreamSubject } from '@gptget/contracts'
import type { UsageEvent } from '@gptget/contracts'

/**
 * A failure that came back over the bus. `code` and `details` are the serving side's (a `PublicError` there), or
 * `unavailable` when no process serves the subject, `timeout` when none answered in time.
 */
export class BusError extends Error {
  override name = 'BusError'
  readonly code: string
  readonly details: Record<string, unknown>

  constructor(code: string, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

/** The asking side of a stream. Frames arrive in order; exactly one of `end` and `error` is called, once, last. */
export type StreamSink<S extends StreamSubject> = {
  head(head: z.output<S['responseHead']>): void
  /** `bytes` stay valid after the call. Grant their length back (`grant`) once they have left. */
  data(bytes: Uint8Array, progress: number): void
  end(trailer: z.output<S['trailer']>): void
  error(error: BusError): void
  /** All of the body has left, so that its memory is the caller's again. Not called where a stream ends before. */
  sent?(): void
}

/** A request's body: as it is, or as it is made. Its pieces are the bus's from then on. */
export type StreamBody = Uint8Array | AsyncIterable<Uint8Array>

export type ClientStream = {
  /** Allows the other side to send this many more bytes. */
  grant(byteCount: number): void
  /**
   * Tells the other side to stop. No more data comes; `end` or `error` still does, so that the caller learns what it
   * cost.
   */
  cancel(reason: string): void
}

/** The serving side of a stream. */
export type ServerStream<S extends StreamSubject> = {
  head: z.output<S['head']>
  /** How long the request body is; of one that comes as it is made, what is known of it. */
  bodyLength: number
  /** The whole request body. Only what came with the opening (512 KiB at most) is here before it is asked for. */
  body(): Promise<Uint8Array>
  /**
   * The request body as it comes, for one reader: the asking side sends no more than a window ahead of it. Throws the
   * signal's reason where the rest will not come. Bodies of a known length are there as a whole first.
   */
  chunks(): AsyncIterable<Uint8Array>
  /** Aborted when the asking side cancels or dies. */
  signal: AbortSignal
  respond(head: z.output<S['responseHead']>): void
  /**
   * A promise where no more may be written until it resolves: upstream is not to be read until then. `progress`: a
   * running number for the other side.
   */
  write(bytes: Uint8Array, progress?: number): void | Promise<void>
  end(trailer: z.output<S['trailer']>): void
}

/** Stored usage that no version of ours can read: as it is, and why not. */
export type UnreadableUsage = { text: string; reason: string }

export type UsageStream = {
  /**
   * Resolves when the event is stored (acknowledged by JetStream); retries while NATS is away. Whoever consumes it
   * must expect an event more than once, here as in `consume`: the first stands.
   */
  publish(event: UsageEvent): Promise<void>
  /**
   * Delivers stored events in batches, at least once, to one of all consumers; a batch is acknowledged when the
   * handler resolves and delivered again when it rejects or the process dies. What cannot be read is the handler's to
   * keep: it is gone once the batch is acknowledged.
   */
  consume(options: {
    maxBatch: number
    onBatch: (events: UsageEvent[], unreadable: UnreadableUsage[]) => Promise<void>
  }): Promise<{ stop(): Promise<void> }>
  /** The event of one generation if it is stored and not yet consumed. */
  find(generationId: string): Promise<UsageEvent | null>
  /** Resolves true when every event stored before the call has been consumed, false when that takes longer. */
  waitUntilConsumed(timeoutMs: number): Promise<boolean>
  /** Stored messages that are not booked yet. */
  countWaiting(): Promise<number>
}

export type CallOptions = {
  timeoutMs?: number
  /**
   * How often to ask when no answer comes in time (the process asked may just have died). Only for what may be done
   * twice.
   */
  attempts?: number
  /** Asks this process and no other. */
  instanceId?: string
}

/** One process's connection to all others. Made by `connectBus`. */
export type Bus = {
  /** Unique to this process; who a lease's holder or a frame's sender is. */
  instanceId: string
  isConnected(): boolean
  /** Resolves the answer. @throws BusError */
  call<S extends CallSubject>(
    subject: S,
    request: z.output<S['request']>,
    options?: CallOptions,
  ): Promise<z.output<S['response']>>
  /** Answers calls, one of all the processes that serve the subject each. The handler's input is parsed already. */
  serve<S extends CallSubject>(
    subject: S,
    handler: (request: z.output<S['request']>) => Promise<z.output<S['response']>> | z.output<S['response']>,
  ): void
  /**
   * Asks all processes that serve the subject at once. Resolves the first answer, null when none has one in time.
   * @throws BusError
   */
  find<S extends CallSubject>(
    subject: S,
    request: z.output<S['request']>,
    timeoutMs: number,
  ): Promise<z.output<S['response']> | null>
  /** Answers such questions; null: this process has nothing to say. */
  serveFind<S extends CallSubject>(
    subject: S,
    handler: (request: z.output<S['request']>) => z.output<S['response']> | null,
  ): void
  emit<S extends BroadcastSubject>(subject: S, message: z.output<S['message']>): void
  on<S extends BroadcastSubject>(subject: S, handler: (message: z.output<S['message']>) => void): void
  openStream<S extends StreamSubject>(
    subject: S,
    head: z.output<S['head']>,
    body: StreamBody,
    sink: StreamSink<S>,
    /** Asks this process and no other. */
    instanceId?: string,
  ): ClientStream
  serveStream<S extends StreamSubject>(subject: S, handler: (stream: ServerStream<S>) => Promise<void>): void
  usage: UsageStream
  /** The claims and answers of idempotency keys; opened at first use. */
  openClaims(maxBytes: number): Claims
  /**
   * Resolves when NATS knows everything this process serves and listens to: before that, calls to it find no server.
   */
  flush(): Promise<void>
  /**
   * Stops serving, lets running streams finish (until `cut` aborts; 10 s unless given), and closes the connection.
   */
  close(options?: { cut?: AbortSignal }): Promise<void>
}
