import { Recording, type RecordedGeneration } from './recording.ts'

/** How long an answer can be resumed after its end. */
export const KEPT_MS = 10 * 60_000
/** An answer above this size is no longer recorded. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024

/** The current and recent answers of this router, in memory: as many as fit. */
export class Recordings {
  readonly #maxBytes: number
  readonly #now: () => number
  readonly #all = new Map<string, Recording>()
  /** Ended answers, oldest first, with their size. */
  readonly #ended = new Map<Recording, number>()
  readonly #running = new Map<Recording, number>()
  #bytes = 0

  constructor(maxBytes: number, now: () => number) {
    this.#maxBytes = maxBytes
    this.#now = now
  }

  open(generation: RecordedGeneration): Recording {
    this.#expire()
    const recording = new Recording(generation, this.#now())
    this.#all.set(generation.generationId, recording)
    this.#running.set(recording, 0)
    return recording
  }

  /** An account's recording, undefined if there is none (any more). */
  find(accountId: string, generationId: string): Recording | undefined {
    this.#expire()
    const recording = this.#all.get(generationId)
    return recording?.generation.accountId === accountId ? recording : undefined
  }

  append(recording: Recording, bytes: Uint8Array): void {
    const taken = this.#running.get(recording)
    if (taken === undefined || !recording.isRunning) return
    const cost = recording.append(bytes)
    this.#bytes += cost
    this.#running.set(recording, taken + cost)
    if (recording.byteLength > MAX_ANSWER_BYTES) this.#drop(recording)
    if (this.#bytes > this.#maxBytes && !this.#makeRoom()) this.#drop(recording)
  }

  end(recording: Recording, state: 'ended' | 'cut'): void {
    const taken = this.#running.get(recording)
    if (taken === undefined) return
    recording.end(state, this.#now())
    this.#running.delete(recording)
    const { keptBytes } = recording
    this.#bytes += keptBytes - taken
    this.#ended.set(recording, keptBytes)
    this.#makeRoom()
  }

  /** Resolves when no answer is running for a lost edge, or `cut` aborts. */
  async drained(cut: AbortSignal): Promise<void> {
    for (const recording of this.#running.keys())
      while (recording.isDetached && recording.isRunning && !cut.aborted) await recording.changed(cut)
  }

  #expire(): void {
    const before = this.#now() - KEPT_MS
    for (const recording of this.#ended.keys()) {
      if (recording.endedAtMs > before) return
      this.#forget(recording)
    }
  }

  /** Forgets ended answers, the oldest first, until the others fit. Returns whether they do. */
  #makeRoom(): boolean {
    for (const recording of this.#ended.keys()) {
      if (this.#bytes <= this.#maxBytes) return true
      this.#forget(recording)
    }
    return this.#bytes <= this.#maxBytes
  }

  #forget(recording: Recording): void {
    this.#bytes -= this.#ended.get(recording) ?? 0
    this.#ended.delete(recording)
    this.#all.delete(recording.generation.generationId)
    recording.drop(this.#now())
  }

  #drop(recording: Recording): void {
    this.#bytes -= this.#running.get(recording) ?? 0
    this.#running.set(recording, 0)
    recording.drop(this.#now())
  }
}
