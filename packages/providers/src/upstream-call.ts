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
    this.#abort(this.#signal.reason)
  }
  #controller: Controller | null = null
  #reader: Reader | null = null
  /** Data that arrived before it is read. */
  #early: Buffer[] = []
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
    const early = this.#early
    this.#early = []
    if (early.length > 0) this.#take(reader, early.length === 1 ? early[0]! : Buffer.concat(early))
    if (this.#end !== null) this.#settle(reader, this.#end)
    return reader.end.promise
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    if (this.#signal.aborted) this.#abort(this.#signal.reason)
    else this.#onSent?.()
  }

  onResponseStart(_controller: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#head.resolve({ status, headers })
  }

  onResponseData(controller: Controller, piece: Buffer): void {
    // undici flushes its parser when it resumes; a reader that paused at that would never progress.
    if (piece.byteLength === 0) return
    if (this.#rest !== null) return this.#discard(controller, piece)
    if (this.#reader !== null) return this.#take(this.#reader, piece)
    this.#early.push(piece)
    controller.pause()
  }

  onResponseEnd(): void {
    this.#finish({ error: null })
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#head.reject(error)
    this.#finish({ error })
  }

  #take(reader: Reader, piece: Buffer): void {
    let verdict: Verdict
    try {
      verdict = reader.onPiece(piece)
    } catch (error) {
      reader.end.reject(error)
      return this.#abort(error)
    }
    const controller = this.#controller!
    if (verdict === undefined) {
      // It was paused by data that arrived before it is read.
      if (controller.paused) controller.resume()
    } else if (verdict instanceof Promise) this.#waitFor(verdict, reader, controller)
    else this.#leave(verdict, reader)
  }

  #waitFor(verdict: Promise<Decision>, reader: Reader, controller: Controller): void {
    controller.pause()
    verdict.then(
      (decision) => (decision === undefined ? controller.resume() : this.#leave(decision, reader)),
      (error: unknown) => {
        reader.end.reject(error)
        this.#abort(error)
      },
    )
  }

  #leave(verdict: 'enough' | 'abort', reader: Reader): void {
    reader.end.resolve()
    if (verdict === 'abort') return this.#abort(new Error('what came was no answer'))
    if (this.#end !== null) return
    const timer = setTimeout(
      () => this.#abort(new Error('the provider did not end its answer')),
      REST_TIMEOUT_MS,
    )
    this.#rest = { byteLength: 0, timer: timer.unref() }
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#controller?.resume()
  }

  #discard(controller: Controller, piece: Buffer): void {
    this.#rest!.byteLength += piece.byteLength
    if (this.#rest!.byteLength > REST_MAX_BYTES)
      controller.abort(new Error('the provider did not end its answer'))
  }

  #finish(end: { error: unknown }): void {
    this.#end = end
    this.#signal.removeEventListener('abort', this.#onAbort)
    if (this.#rest !== null) clearTimeout(this.#rest.timer)
    if (this.#reader !== null) this.#settle(this.#reader, end)
  }

  #settle({ end }: Reader, { error }: { error: unknown }): void {
    if (error === null) end.resolve()
    else end.reject(error)
  }

  #abort(reason: unknown): void {
    this.#controller?.abort(reason as Error)
  }
}
