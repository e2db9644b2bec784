import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Decision, UpstreamBody, Verdict } from './upstream-body.ts'

export type UpstreamHead = { status: number; headers: IncomingHttpHeaders }

type Controller = Dispatcher.DispatchController
type Reader = { onPiece: (piece: Buffer) => Verdict; end: PromiseWithResolvers<void> }

/** After its last event a stream has a line or two left; for them its connection is kept. */
const REST_TIMEOUT_MS = 1_000
const REST_MAX_BYTES = 64 * 1024

/**
 * What may wait for its reader before the connection is paused. undici 8.12.4 returns what it did not parse to the
 * socket, which reads up to as much again: with a pause after each small piece, its buffer grew to megabytes.
 */
const QUEUE_MAX_BYTES = 64 * 1024

/**
 * One request through undici, and its answer: like `Dispatcher.request`, but without a stream object and an async
 * iterator for each body, which cost more than everything done with a piece.
 */
export class UpstreamCall implements Dispatcher.DispatchHandler, UpstreamBody {
  readonly #signal: AbortSignal
  readonly #onSent: (() => void) | undefined
  readonly #head = Promise.withResolvers<UpstreamHead>()
  /** Resolves with the headers of the answer. */
  readonly head = this.#head.promise
  readonly #onAbort = (): void => {
    // It may still be waiting for a connection.
    this.#head.reject(this.#signal.reason)
    this.#fail(this.#signal.reason)
  }
  #controller: Controller | null = null
  #reader: Reader | null = null
  /** Arrived before it is read, or while the reader considers an earlier piece. */
  #queue: Buffer[] = []
  #queuedBytes = 0
  #isReaderBusy = false
  /** The reader has its last piece, or its error. */
  #isOver = false
  /** How the body ended; null while it has not. */
  #end: { error: unknown } | null = null
  #rest: { byteLength: number; timer: NodeJS.Timeout } | null = null

  constructor(signal: AbortSignal, onSent?: () => void) {
    this.#signal = signal
    this.#onSent = onSent
    signal.addEventListener('abort', this.#onAbort)
    if (signal.aborted) this.#onAbort()
  }

  read(onPiece: (piece: Buffer) => Verdict): Promise<void> {
    const reader = { onPiece, end: Promise.withResolvers<void>() }
    this.#reader = reader
    if (this.#signal.aborted) reader.end.reject(this.#signal.reason)
    else this.#continue(reader)
    return reader.end.promise
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#signal.aborted) controller.abort(this.#signal.reason)
    else this.#onSent?.()
  }

  onResponseStart(_controller: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#head.resolve({ status, headers })
  }

  onResponseData(controller: Controller, piece: Buffer): void {
    // undici flushes its parser when it resumes; a reader that paused at that would never progress.
    if (piece.byteLength === 0) return
    if (this.#isOver) return this.#discard(controller, piece)
    if (this.#reader !== null && !this.#isReaderBusy) return void this.#take(this.#reader, piece)
    this.#queue.push(piece)
    this.#queuedBytes += piece.byteLength
    if (this.#queuedBytes >= QUEUE_MAX_BYTES) controller.pause()
  }

  onResponseEnd(): void {
    this.#finish({ error: null })
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#head.reject(error)
    this.#finish({ error })
  }

  /** @returns whether the reader takes the next piece at once */
  #take(reader: Reader, piece: Buffer): boolean {
    let verdict: Verdict
    try {
      verdict = reader.onPiece(piece)
    } catch (error) {
      this.#fail(error)
      return false
    }
    if (verdict === undefined) return true
    if (verdict instanceof Promise) this.#waitFor(verdict, reader)
    else this.#leave(verdict, reader)
    return false
  }

  #waitFor(verdict: Promise<Decision>, reader: Reader): void {
    this.#isReaderBusy = true
    verdict.then(
      (decision) => this.#decide(decision, reader),
      (error: unknown) => this.#fail(error),
    )
  }

  #decide(decision: Decision, reader: Reader): void {
    this.#isReaderBusy = false
    if (this.#isOver) return
    if (decision === undefined) this.#continue(reader)
    else this.#leave(decision, reader)
  }

  /** The reader takes what waited for it, as one piece, then what arrives. */
  #continue(reader: Reader): void {
    const queue = this.#queue
    this.#queue = []
    this.#queuedBytes = 0
    if (queue.length > 0 && !this.#take(reader, queue.length === 1 ? queue[0]! : Buffer.concat(queue))) return
    if (this.#end !== null) this.#settle(reader, this.#end)
    else if (this.#controller?.paused) this.#controller.resume()
  }

  #leave(verdict: 'enough' | 'abort', reader: Reader): void {
    const restBytes = this.#queuedBytes
    this.#settle(reader, { error: null })
    if (verdict === 'abort') return this.#abort(new Error('what came was no answer'))
    if (this.#end !== null) return
    const timer = setTimeout(
      () => this.#abort(new Error('the provider did not end its answer')),
      REST_TIMEOUT_MS,
    )
    this.#rest = { byteLength: restBytes, timer: timer.unref() }
    this.#controller?.resume()
  }

  #discard(controller: Controller, piece: Buffer): void {
    if (this.#rest === null) return
    this.#rest.byteLength += piece.byteLength
    if (this.#rest.byteLength > REST_MAX_BYTES)
      controller.abort(new Error('the provider did not end its answer'))
  }

  /** The body has ended. Its reader learns of it after what waits for it. */
  #finish(end: { error: unknown }): void {
    this.#end ??= end
    if (this.#rest !== null) clearTimeout(this.#rest.timer)
    if (this.#reader === null) this.#signal.removeEventListener('abort', this.#onAbort)
    else if (!this.#isReaderBusy) this.#settle(this.#reader, end)
  }

  /** The reader gets nothing more. */
  #settle(reader: Reader, { error }: { error: unknown }): void {
    this.#isOver = true
    this.#queue = []
    this.#queuedBytes = 0
    this.#signal.removeEventListener('abort', this.#onAbort)
    if (error === null) reader.end.resolve()
    else reader.end.reject(error)
  }

  #fail(error: unknown): void {
    if (this.#reader !== null) this.#settle(this.#reader, { error })
    this.#abort(error)
  }

  #abort(reason: unknown): void {
    this.#controller?.abort(reason as Error)
  }
}
