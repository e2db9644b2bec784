import { createSseReader } from '@gptget/protocol'
import type { ChatEvent, Frame } from '@gptget/protocol'
import type { UpstreamAnswer, Verdict } from '@gptget/providers'
import { faultOfConnection } from '../upstream/faults.ts'
import { answeredIn, answerHeaders, failedBy } from './attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from './attempt-outcome.ts'
import type { StreamRelay } from './operation.ts'
import { printFor, respond, runningCostOf, streamHeadersOf } from './run.ts'

/** Passes a stream on as it comes, from its first token; before that nothing of it is the caller's. */
export const relayStream = async (
  attempt: Attempt,
  relay: StreamRelay,
  { status, body }: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const { run, watch, tally } = attempt
  const passage = new Passage(attempt, relay)
  try {
    await body.read((piece) => passage.take(piece))
    await passage.end()
  } catch (error) {
    if (watch.reason === 'client') return { type: 'cancelled', tally, status }
    if (watch.reason === 'rival') return { type: 'hedged', status }
    tally.fault ??= faultOfConnection(error, watch.reason)
  }
  const { firstTokenAtMs, wasSecond } = passage
  if (wasSecond) return { type: 'hedged', status }
  if (tally.fault) {
    return firstTokenAtMs === null
      ? failedBy(tally.fault, status)
      : { type: 'broken', tally, fault: tally.fault, status, ttftMs: firstTokenAtMs - attempt.startedAtMs }
  }
  return {
    type: 'finished',
    tally,
    status,
    headers: {},
    answered: answeredIn(attempt, firstTokenAtMs),
    last: (closing) => printFor(run, relay.end(closing), true),
  }
}

/** A stream on its way from a provider to the caller, piece by piece; the tally hears every event. */
class Passage {
  firstTokenAtMs: number | null = null
  /** Another route has answered already. */
  wasSecond = false
  readonly #attempt: Attempt
  readonly #relay: StreamRelay
  readonly #sse = createSseReader()
  readonly #decoder = new TextDecoder()
  readonly #runningCost: (characters: number) => number
  /** What goes to the caller with the first token. */
  #ready: Frame[] = []

  constructor(attempt: Attempt, relay: StreamRelay) {
    this.#attempt = attempt
    this.#relay = relay
    this.#runningCost = runningCostOf(attempt.run, attempt.route)
  }

  /** A piece of the provider's stream; it is over with its terminal event. */
  take(piece: Buffer): Verdict {
    const { tally } = this.#attempt
    const frames: Frame[] = []
    for (const frame of this.#sse.push(this.#decoder.decode(piece, { stream: true }))) {
      const events = this.#hear(this.#relay.reader.step(frame))
      if (tally.fault) break
      frames.push(...this.#relay.step(frame, events))
      if (tally.finish) break
    }
    const written = this.#pass(frames)
    if (tally.fault || this.wasSecond) return 'abort'
    return tally.finish ? 'enough' : written
  }

  /** The provider sends no more. */
  async end(): Promise<void> {
    const { tally } = this.#attempt
    if (tally.finish || tally.fault || this.wasSecond) return
    const events = this.#hear(this.#relay.reader.end())
    if (!tally.fault) await this.#pass(this.#relay.step(null, events))
  }

  #hear(events: ChatEvent[]): ChatEvent[] {
    for (const event of events) this.#attempt.tally.add(event)
    return events
  }

  /** Resolves when the caller has taken enough to be sent more; nothing where it has. */
  #pass(frames: Frame[]): void | Promise<void> {
    const { run, watch, tally } = this.#attempt
    this.#ready = this.#ready.length === 0 ? frames : [...this.#ready, ...frames]
    // Before its first token no sign of life counts: comments and roles are no answer.
    if (this.firstTokenAtMs !== null) watch.heard()
    else if (!tally.hasToken || tally.fault || !this.#begin()) return
    if (this.#ready.length === 0) return
    const text = printFor(run, this.#ready, false)
    this.#ready = []
    const taken = run.stream.write(text, this.#runningCost(tally.characters))
    if (taken instanceof Promise) return watch.whileClientIsSlow(taken)
  }

  /** @returns whether this is the route that answers. */
  #begin(): boolean {
    const { run, context, watch, lane } = this.#attempt
    this.wasSecond = !lane.claim()
    if (this.wasSecond) return false
    this.firstTokenAtMs = context.now()
    run.firstTokenMs = this.firstTokenAtMs - run.startedAtMs
    watch.firstToken()
    respond(run, 200, { ...streamHeadersOf(run), ...answerHeaders(this.#attempt) })
    return true
  }
}
