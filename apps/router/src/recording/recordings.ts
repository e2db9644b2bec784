import { Recording, type RecordedGeneration } from './recording.ts'

/** How long an answer can be resumed after its end. */
export const KEPT_MS = 10 * 60_000
/** An answer above this size is no longer recorded. */
export const MAX_ANSWER_BYTES = 32 * 1024 * 1024

/** What an account has of the memory. */
type Share = { bytes: number; ended: Set<Recording>; running: Set<Recording> }

/**
 * The current and recent answers of this router, in memory: as many as fit. If they do not, those of an account that
 * has more than half of the memory go first.
 */
export class Recordings {
  readonly #maxBytes: number
  readonly #now: () => number
  readonly #all = new Map<string, Recording>()
  /** Ended answers, oldest first, with their size. */
  readonly #ended = new Map<Recording, number>()
  readonly #running = new Map<Recording, number>()
  readonly #shares = new Map<string, Share>()
  /** The account with more than half of the memory. */
  #greedy: string | null = null
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
    this.#shareOf(recording).running.add(recording)
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
    this.#running.set(recording, taken + cost)
    this.#count(recording, cost)
    if (recording.byteLength > MAX_ANSWER_BYTES) this.#drop(recording)
    this.#makeRoom(recording)
  }

  end(recording: Recording, state: 'ended' | 'cut'): void {
    const taken = this.#running.get(recording)
    if (taken === undefined) return
    recording.end(state, this.#now())
    this.#running.delete(recording)
    const { keptBytes } = recording
    this.#ended.set(recording, keptBytes)
    const share = this.#shareOf(recording)
    share.running.delete(recording)
    share.ended.add(recording)
    this.#count(recording, keptBytes - taken)
    this.#makeRoom(recording)
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

  /** Gives up answers until the others fit. */
  #makeRoom(newest: Recording): void {
    while (this.#bytes > this.#maxBytes) this.#giveUpOne(newest)
  }

  /** The earliest to end, if one has ended; else a running one. */
  #giveUpOne(newest: Recording): void {
    const greedy = this.#greedy === null ? undefined : this.#shares.get(this.#greedy)
    const [ended] = greedy?.ended ?? this.#ended.keys()
    if (ended !== undefined) return this.#forget(ended)
    const isOwn = greedy === undefined || greedy.running.has(newest)
    this.#drop(isOwn ? newest : this.#largestOf(greedy))
  }

  #largestOf({ running }: Share): Recording {
    const bytesOf = (recording: Recording): number => this.#running.get(recording)!
    return [...running].reduce((most, other) => (bytesOf(other) > bytesOf(most) ? other : most))
  }

  #shareOf({ generation: { accountId } }: Recording): Share {
    const known = this.#shares.get(accountId)
    if (known !== undefined) return known
    const share: Share = { bytes: 0, ended: new Set(), running: new Set() }
    this.#shares.set(accountId, share)
    return share
  }

  #count(recording: Recording, bytes: number): void {
    const { accountId } = recording.generation
    const share = this.#shareOf(recording)
    share.bytes += bytes
    this.#bytes += bytes
    if (share.bytes > this.#maxBytes / 2) this.#greedy = accountId
    else if (this.#greedy === accountId) this.#greedy = null
    if (share.ended.size + share.running.size === 0) this.#shares.delete(accountId)
  }

  #forget(recording: Recording): void {
    const bytes = this.#ended.get(recording) ?? 0
    this.#ended.delete(recording)
    this.#all.delete(recording.generation.generationId)
    this.#shareOf(recording).ended.delete(recording)
    this.#count(recording, -bytes)
    recording.drop(this.#now())
  }

  #drop(recording: Recording): void {
    const bytes = this.#running.get(recording) ?? 0
    this.#running.set(recording, 0)
    this.#count(recording, -bytes)
    recording.drop(this.#now())
  }
}
