import { PublicError } from '@gptget/errors'
import { HEAVY_BYTES, LARGE_BODY_BYTES } from './large-body.ts'

type RoomOptions = {
  /** Memory for all large bodies that are processed at once, and for their translations. */
  bytes: number
  /** The share of the heavy ones: the rest is for ordinary ones. */
  heavyBytes: number
  maxWaiting: number
  maxWaitMs: number
}

/** The account that a body belongs to, and its size. `signal`: its caller no longer waits. */
export type Guest = { caller: string; byteLength: number; signal: AbortSignal }

/** Frees the memory of a body; may be called more than once. */
export type Leave = () => void

const RETRY_AFTER_MS = 2_000
/** The share of a service's memory for heavy bodies: dozens of ordinary ones fit beside them. */
const HEAVY_SHARE = 5 / 8
const MAX_WAITING = 64
/** Shorter than the time after which a stream's headers are sent without content, so that a refusal has a status. */
const MAX_WAIT_MS = 10_000
/** The body itself, and its translation. */
const COPIES = 2

/**
 * Memory for large bodies in a process. If it is full, bodies wait in turn by account and stay with their senders.
 *
 * @example const leave = await room.enter({ caller: accountId, byteLength: stream.bodyLength, signal: stream.signal })
 */
export class BodyRoom {
  readonly #heavy: Line
  readonly #ordinary: Line

  constructor({ bytes, heavyBytes, ...limits }: RoomOptions) {
    this.#heavy = new Line({ ...limits, bytes: heavyBytes })
    this.#ordinary = new Line({ ...limits, bytes: bytes - heavyBytes })
  }

  /** @throws PublicError 503 if too many wait, or one has waited too long; the signal's reason if it aborts */
  async enter(guest: Guest): Promise<Leave> {
    if (guest.byteLength <= LARGE_BODY_BYTES) return () => {}
    const line = guest.byteLength > HEAVY_BYTES ? this.#heavy : this.#ordinary
    return line.enter(guest.caller, COPIES * guest.byteLength, guest.signal)
  }
}

/** The room of a service with this much memory for large bodies. */
export const createBodyRoom = (bytes: number): BodyRoom =>
  new BodyRoom({ bytes, heavyBytes: HEAVY_SHARE * bytes, maxWaiting: MAX_WAITING, maxWaitMs: MAX_WAIT_MS })

type Waiting = { caller: string; bytes: number; start: () => void }

/** The users of some bytes, and those who wait for them. */
class Line {
  readonly #options: Omit<RoomOptions, 'heavyBytes'>
  /** By caller, in the order of their turns. */
  readonly #waiting = new Map<string, Waiting[]>()
  #waitingCount = 0
  #takenBytes = 0

  constructor(options: Omit<RoomOptions, 'heavyBytes'>) {
    this.#options = options
  }

  async enter(caller: string, bytes: number, signal: AbortSignal): Promise<Leave> {
    signal.throwIfAborted()
    if (this.#waitingCount > 0 || !this.#fits(bytes)) await this.#turn(caller, bytes, signal)
    else this.#takenBytes += bytes
    let isInside = true
    return () => {
      if (!isInside) return
      isInside = false
      this.#takenBytes -= bytes
      this.#startNext()
    }
  }

  /** A body larger than the whole room enters alone. */
  #fits(bytes: number): boolean {
    return this.#takenBytes === 0 || this.#takenBytes + bytes <= this.#options.bytes
  }

  async #turn(caller: string, bytes: number, signal: AbortSignal): Promise<void> {
    if (this.#waitingCount >= this.#options.maxWaiting) throw isFull()
    const turn = Promise.withResolvers<void>()
    const waiting = { caller, bytes, start: turn.resolve }
    this.#waiting.set(caller, [...(this.#waiting.get(caller) ?? []), waiting])
    this.#waitingCount += 1
    const leave = (reason: unknown): void => {
      this.#forget(waiting)
      turn.reject(reason)
    }
    const timer = setTimeout(() => leave(isFull()), this.#options.maxWaitMs)
    const onAbort = (): void => leave(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    try {
      await turn.promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  #startNext(): void {
    for (let next = this.#next(); next !== null && this.#fits(next.bytes); next = this.#next()) {
      this.#forget(next)
      const others = this.#waiting.get(next.caller)
      this.#waiting.delete(next.caller)
      // The caller goes to the end of the queue.
      if (others !== undefined) this.#waiting.set(next.caller, others)
      this.#takenBytes += next.bytes
      next.start()
    }
  }

  #next(): Waiting | null {
    const [first] = this.#waiting.values()
    return first?.[0] ?? null
  }

  #forget(waiting: Waiting): void {
    const ofCaller = this.#waiting.get(waiting.caller) ?? []
    const others = ofCaller.filter((other) => other !== waiting)
    if (others.length === ofCaller.length) return
    this.#waitingCount -= 1
    if (others.length > 0) this.#waiting.set(waiting.caller, others)
    else this.#waiting.delete(waiting.caller)
    if (ofCaller[0] === waiting) queueMicrotask(() => this.#startNext())
  }
}

const isFull = (): PublicError =>
  new PublicError('service_unavailable', 'Too many large requests are being processed. Retry.', {
    retryAfterMs: RETRY_AFTER_MS,
  })
