import type { Scale } from '@gptget/computer-use'
import type { ComputerTool } from '@gptget/contracts'
import type { PublicError } from '@gptget/errors'
import type { RunRequest } from '@gptget/api/schemas/runs'
import type { LiveComputer } from '../../live/live-computers.ts'
import type { EventWriter } from './event-writer.ts'
import type { NumberedEvent, RunEvent } from './run-event.ts'

/** What is known of a run at its start. */
export type RunPlan = {
  runId: string
  threadId: string
  accountId: string
  keyId: string
  /** To call models on behalf of the key. Only kept in memory. */
  keyHash: string
  requestId: string
  /** The edge's id of the request that started it; null without one. */
  reference: string | null
  userAgent: string | null
  publicUrl: string
  request: Omit<RunRequest, 'messages' | 'stream'>
  instructions: string
  tools: readonly ComputerTool[]
  scale: Scale
}

type Surroundings = { live: LiveComputer; events: EventWriter; now: () => number }

/** Why a run ends early. */
export type StopReason = { reason: 'cancelled' | 'max_seconds' | 'error'; error: string | null }

/** A running run: its events, its listeners, and how to stop and pause it. */
export class ActiveRun {
  readonly plan: RunPlan
  readonly live: LiveComputer
  readonly #events: EventWriter
  readonly #now: () => number
  readonly #said: NumberedEvent[] = []
  /** Events that wait behind one that is not complete yet. */
  readonly #line: (RunEvent | Promise<RunEvent | null>)[] = []
  readonly #stop = new AbortController()
  #changed = Promise.withResolvers<void>()
  #held: { by: 'person' | 'caller'; go: PromiseWithResolvers<void> } | null = null
  #isOver = false
  readonly #over = Promise.withResolvers<void>()
  readonly #begun = Promise.withResolvers<PublicError | null>()
  /** Counts how often a person took over: earlier plans are dropped afterwards. */
  takeovers = 0

  constructor(plan: RunPlan, { live, events, now }: Surroundings) {
    this.plan = plan
    this.live = live
    this.#events = events
    this.#now = now
  }

  get signal(): AbortSignal {
    return this.#stop.signal
  }

  get stopReason(): StopReason {
    return this.#stop.signal.reason as StopReason
  }

  /** Resolves when the model has begun to answer, or with the reason why it never did. */
  get begun(): Promise<PublicError | null> {
    return this.#begun.promise
  }

  /** The model answers, or the run is over for this reason. */
  begin(failure: PublicError | null): void {
    this.#begun.resolve(failure)
  }

  /** Resolves when it is over and stored. */
  get over(): Promise<void> {
    return this.#over.promise
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get isPaused(): boolean {
    return this.#held !== null
  }

  tell(event: RunEvent): void {
    if (this.#line.length === 0) this.#say(event)
    else this.#line.push(event)
  }

  /** Reserves a place for an event that is not complete yet, or is dropped if null. Later events wait for it. */
  tellLater(later: Promise<RunEvent | null>): void {
    this.#line.push(later)
    if (this.#line.length === 1) void this.#sayInLine()
  }

  async #sayInLine(): Promise<void> {
    for (let next = this.#line[0]; next !== undefined; next = this.#line[0]) {
      const event = next instanceof Promise ? await next : next
      if (event !== null) this.#say(event)
      this.#line.shift()
    }
  }

  #say(event: RunEvent): void {
    const at = new Date(this.#now())
    const numbered = { ...event, seq: this.#said.length + 1, at: at.toISOString() }
    this.#said.push(numbered)
    this.#events.add({
      run_id: this.plan.runId,
      seq: numbered.seq,
      data: JSON.stringify(numbered),
      created_at: at,
    })
    if (event.type === 'run.finished') {
      this.#isOver = true
      this.#over.resolve()
    }
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  /** The events after a number, and those that follow, to the end. */
  async *follow(after: number, signal?: AbortSignal): AsyncGenerator<NumberedEvent> {
    const left = signal === undefined ? null : aborted(signal)
    for (let next = after; ;) {
      for (; next < this.#said.length; next += 1) yield this.#said[next]!
      if (this.#isOver || signal?.aborted === true) return
      await (left === null ? this.#changed.promise : Promise.race([this.#changed.promise, left]))
    }
  }

  stop(reason: StopReason): void {
    if (this.#stop.signal.aborted) return
    this.#stop.abort(reason)
    this.#held?.go.resolve()
  }

  /** Pauses it before its next action. False if it is already paused, or over. */
  pause(by: 'person' | 'caller'): boolean {
    if (by === 'person') this.takeovers += 1
    if (this.#held !== null || this.#isOver || this.signal.aborted) return false
    this.#held = { by, go: Promise.withResolvers() }
    this.tell({ type: 'run.paused', by })
    return true
  }

  /** False if it is not paused. */
  resume(): boolean {
    if (this.#held === null || this.#isOver) return false
    this.#held.go.resolve()
    this.#held = null
    this.tell({ type: 'run.resumed' })
    return true
  }

  /** Resolves when it is not paused. */
  async whenFree(): Promise<void> {
    while (this.#held !== null && !this.signal.aborted) await this.#held.go.promise
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
