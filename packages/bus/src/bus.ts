import type { z } from 'zod'
import type { Claims } from './claims.ts'
import type { BroadcastSubject, CallSubject, StreamSubject } from '@gptget/contracts'
import type { UsageEvent } from '@gptget/contracts'

/**
 * A failure over the bus. `code` and `details` come from the serving side (a `PublicError` there), or are `unavailable`
 * if no process serves the subject, `timeout` if none answered in time.
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

/** The calling side of a stream. Frames arrive in order; exactly one of `end` and `error` is called, once, last. */
export type StreamSink<S extends StreamSubject> = {
  head(head: z.output<S['responseHead']>): void
  /** `bytes` stay valid after the call. Grant their length back (`grant`) once they are sent on. */
  data(bytes: Uint8Array, progress: number): void
  end(trailer: z.output<S['trailer']>): void
  error(error: BusError): void
  /** The whole body was sent, so its memory belongs to the caller again. Not called if a stream ends earlier. */
  sent?(): void
}

/** A request's body: complete, or while it is produced. The bus owns its pieces from then on. */
export type StreamBody = Uint8Array | AsyncIterable<Uint8Array>

export type ClientStream = {
  /** Allows the other side to send this many more bytes. */
  grant(byteCount: number): void
  /**
   * Tells the other side to stop. No more data arrives; `end` or `error` still does, so that the caller learns the
   * cost.
   */
  cancel(reason: string): void
}

/** The serving side of a stream. */
export type ServerStream<S extends StreamSubject> = {
  head: z.output<S['head']>
  /** The length of the request body; for one that is sent while it is produced, as far as known. */
  bodyLength: number
  /** The whole request body. Before the call, only the data of the opening (at most 512 KiB) is here. */
  body(): Promise<Uint8Array>
  /**
   * The request body as it arrives, for one reader: the calling side sends at most a window ahead of it. Throws the
   * signal's reason if the rest will not arrive. Bodies of a known length are complete first.
   */
  chunks(): AsyncIterable<Uint8Array>
  /** Aborted when the calling side cancels or dies. */
  signal: AbortSignal
  respond(head: z.output<S['responseHead']>): void
  /**
   * Returns a promise if no more may be written until it resolves: do not read the upstream until then. `progress`: a
   * running number for the other side.
   */
  write(bytes: Uint8Array, progress?: number): void | Promise<void>
  end(trailer: z.output<S['trailer']>): void
}

/** Stored usage that no version of ours can read: its text, and the reason. */
export type UnreadableUsage = { text: string; reason: string }

export type UsageStream = {
  /**
   * Resolves when the event is stored (acknowledged by JetStream); retries while NATS is down. Consumers must expect
   * duplicates, here as in `consume`: the first one counts.
   */
  publish(event: UsageEvent): Promise<void>
  /**
   * Delivers stored events in batches, at least once, to one of all consumers. A batch is acknowledged when the handler
   * resolves, and delivered again if it rejects or the process dies. The handler must keep what cannot be read: it is
   * gone once the batch is acknowledged.
   */
  consume(options: {
    maxBatch: number
    onBatch: (events: UsageEvent[], unreadable: UnreadableUsage[]) => Promise<void>
  }): Promise<{ stop(): Promise<void> }>
  /** The event of a generation if it is stored and not consumed yet. */
  find(generationId: string): Promise<UsageEvent | null>
  /** Resolves true when every event stored before the call has been consumed, false if that takes longer. */
  waitUntilConsumed(timeoutMs: number): Promise<boolean>
  /** Stored messages that are not booked yet. */
  countWaiting(): Promise<number>
}

export type CallOptions = {
  timeoutMs?: number
  /**
   * How often to call if there is no answer in time (the process may just have died). Only for calls that are safe to
   * repeat.
   */
  attempts?: number
  /** Calls this process only. */
  instanceId?: string
}

/** One process's connection to all others. Created by `connectBus`. */
export type Bus = {
  /** Unique to this process; identifies the holder of a lease or the sender of a frame. */
  instanceId: string
  isConnected(): boolean
  /** Resolves with the answer. @throws BusError */
  call<S extends CallSubject>(
    subject: S,
    request: z.output<S['request']>,
    options?: CallOptions,
  ): Promise<z.output<S['response']>>
  /** Serves calls; each goes to one of the processes that serve the subject. The handler gets parsed input. */
  serve<S extends CallSubject>(
    subject: S,
    handler: (request: z.output<S['request']>) => Promise<z.output<S['response']>> | z.output<S['response']>,
  ): void
  /**
   * Calls all processes that serve the subject at once. Resolves with the first answer, or null if there is none in
   * time.
   * @throws BusError
   */
  find<S extends CallSubject>(
    subject: S,
    request: z.output<S['request']>,
    timeoutMs: number,
  ): Promise<z.output<S['response']> | null>
  /** Serves such calls; null: this process has no answer. */
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
    /** Calls this process only. */
    instanceId?: string,
  ): ClientStream
  /**
   * Returns a function that leaves new streams of other processes to other servers. Those that run, and those of this
   * process, go on.
   */
  serveStream<S extends StreamSubject>(
    subject: S,
    handler: (stream: ServerStream<S>) => Promise<void>,
  ): () => void
  usage: UsageStream
  /** The claims and answers of idempotency keys; opened at first use. */
  openClaims(maxBytes: number): Claims
  /**
   * Resolves when NATS knows everything that this process serves and subscribes to; before that, calls to it find no
   * server.
   */
  flush(): Promise<void>
  /** Stops serving, lets running streams finish (until `cut` aborts; default 10 s), and closes the connection. */
  close(options?: { cut?: AbortSignal }): Promise<void>
}
