import type { GenerationHead } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { offsetAfterEvents } from './event-offset.ts'

/** Pieces double with the answer, between these sizes. */
const FIRST_PIECE_BYTES = 1024
const LARGEST_PIECE_BYTES = 64 * 1024
const NOTHING = Buffer.alloc(0)

/** The memory of a record besides its answer and its headers, as measured with a hundred thousand of them. */
const RECORD_BYTES = 2_560

/** What a record needs to know of its generation: it outlives the rest by minutes. */
export type RecordedGeneration = Pick<
  GenerationHead,
  'generationId' | 'accountId' | 'claim' | 'operation' | 'dialect' | 'model' | 'isStream' | 'framing'
>

export type AnswerHead = { status: number; headers: Record<string, string> }

/**
 * `ended`: complete, including its terminal event or in-band error. `cut`: it ended without one. `dropped`: there was
 * no memory for it.
 */
export type RecordingState = 'running' | 'ended' | 'cut' | 'dropped'

/** A recorded answer, for callers who resume it. */
export class Recording {
  readonly generation: RecordedGeneration
  readonly startedAtMs: number
  head: AnswerHead | null = null
  state: RecordingState = 'running'
  endedAtMs = 0
  byteLength = 0
  /** The calling edge is gone. */
  isDetached = false
  /** Called when the record is dropped while the answer continues. */
  onDropped: () => void = () => {}
  /** Full pieces of what was printed, and the position of each in the answer. */
  #pieces: Buffer<ArrayBuffer>[] = []
  #starts: number[] = []
  /** The piece that is being filled. */
  #open: Buffer<ArrayBuffer> = NOTHING
  #openBytes = 0
  readonly #waiting = new Set<() => void>()

  constructor(generation: RecordedGeneration, startedAtMs: number) {
    const { generationId, accountId, claim, operation, dialect, model, isStream, framing } = generation
    this.generation = {
      generationId,
      accountId,
      operation,
      dialect,
      model,
      isStream,
      framing,
      ...(claim !== undefined && { claim }),
    }
    this.startedAtMs = startedAtMs
  }

  get isRunning(): boolean {
    return this.state === 'running'
  }

  get isDropped(): boolean {
    return this.state === 'dropped'
  }

  begin(head: AnswerHead): void {
    this.head = head
    this.#wake()
  }

  /**
   * Copies the bytes: a buffer for each event would outlive the young generation, and marking them took a tenth of a
   * stream's time. Returns the bytes of memory that it took for them.
   */
  append(bytes: Uint8Array): number {
    if (!this.isRunning) return 0
    const isFull = bytes.byteLength > this.#open.byteLength - this.#openBytes
    const takenBytes = isFull ? this.#openPiece(bytes.byteLength) : 0
    this.#open.set(bytes, this.#openBytes)
    this.#openBytes += bytes.byteLength
    this.byteLength += bytes.byteLength
    this.#wake()
    return takenBytes
  }

  end(state: 'ended' | 'cut', nowMs: number): void {
    if (!this.isRunning) return
    this.state = state
    this.endedAtMs = nowMs
    // Without the free memory at its end, and not in Node's pool: a small piece would keep 64 KiB of it.
    this.#replacePieces([this.#copyTo(Buffer.allocUnsafeSlow(this.byteLength))])
    this.#wake()
  }

  /** Drops the bytes and notifies its readers. */
  drop(nowMs: number): void {
    const wasRunning = this.isRunning
    this.state = 'dropped'
    this.endedAtMs = nowMs
    this.byteLength = 0
    this.#replacePieces([])
    this.#wake()
    if (wasRunning) this.onDropped()
  }

  /** The position for a reader that has this many events. @throws PublicError 400 if there are fewer. */
  offsetAfter(eventCount: number): number {
    const isStream = this.generation.isStream && this.head?.headers['cache-control'] === 'no-cache'
    if (eventCount === 0 || !isStream) return 0
    const offset = offsetAfterEvents(this.generation.framing, this.bytes(), eventCount)
    if (offset !== null) return offset
    throw new PublicError('invalid_request', `Last-Event-ID: the stream has not sent ${eventCount} events.`, {
      param: 'Last-Event-ID',
    })
  }

  /**
   * The recorded data from an offset to the end of its piece; null if there is none (yet). It is there until the record
   * ends or is dropped.
   */
  at(offset: number): Buffer | null {
    if (offset >= this.byteLength) return null
    const openStart = this.byteLength - this.#openBytes
    if (offset >= openStart) return this.#open.subarray(offset - openStart, this.#openBytes)
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#starts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return this.#pieces[low]!.subarray(offset - this.#starts[low]!)
  }

  /** The whole answer. */
  bytes(): Buffer {
    return this.#copyTo(Buffer.allocUnsafe(this.byteLength))
  }

  /** The memory that it takes once it has ended. */
  get keptBytes(): number {
    let headBytes = 0
    for (const name in this.head?.headers) headBytes += name.length + this.head.headers[name]!.length
    return RECORD_BYTES + headBytes + this.byteLength
  }

  /** Resolves when something changed or the signal is aborted. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
      if (signal.aborted) wake()
    })
  }

  #openPiece(leastBytes: number): number {
    if (this.#openBytes > 0) {
      this.#pieces.push(this.#open.subarray(0, this.#openBytes))
      this.#starts.push(this.byteLength - this.#openBytes)
    }
    const usualBytes = Math.min(LARGEST_PIECE_BYTES, Math.max(FIRST_PIECE_BYTES, this.byteLength))
    this.#open = Buffer.allocUnsafeSlow(Math.max(leastBytes, usualBytes))
    this.#openBytes = 0
    return this.#open.byteLength
  }

  #copyTo(target: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
    for (const [index, piece] of this.#pieces.entries()) piece.copy(target, this.#starts[index])
    this.#open.copy(target, this.byteLength - this.#openBytes, 0, this.#openBytes)
    return target
  }

  /**
   * Frees the memory of the former pieces at once: they have become old, so their garbage would wait for a full
   * collection. At full speed that was 300 MiB.
   */
  #replacePieces(pieces: Buffer<ArrayBuffer>[]): void {
    for (const { buffer } of [...this.#pieces, this.#open]) if (buffer.byteLength > 0) buffer.transfer(0)
    this.#pieces = pieces
    this.#starts = pieces.map(() => 0)
    this.#open = NOTHING
    this.#openBytes = 0
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
  }
}
