import { createSseReader, isProgress, RepeatedText } from '@gptget/protocol'
import type { ChatEvent, Frame } from '@gptget/protocol'
import { AnswerTooLargeError } from '@gptget/providers'
import type { Decision, UpstreamAnswer, Verdict } from '@gptget/providers'
import { faultOfConnection } from '../../upstream/faults.ts'
import { answeredIn, answerHeaders, failedBy } from '../generation/attempt-outcome.ts'
import type { Attempt, AttemptOutcome } from '../generation/attempt-outcome.ts'
import type { Generation } from '../generation/generation.ts'
import type { StreamRelay } from '../generation/operation.ts'
import { runningCostOf } from '../price/running-cost.ts'
import { CreditMeter } from './credit-meter.ts'
import { forgetBody } from './forget-body.ts'
import { LongLine } from './long-line.ts'
import { requireFewValues } from '../../bodies/require-few-values.ts'
import { printFor, respond, streamHeadersOf } from './write-answer.ts'

/** Relays a stream as it arrives, from its first token on; nothing is sent before that. */
export const relayStream = async (
  attempt: Attempt,
  relay: StreamRelay,
  { status, body }: UpstreamAnswer,
): Promise<AttemptOutcome> => {
  const { generation, watch, accumulator } = attempt
  const reader = new UpstreamStreamReader(attempt, relay)
  try {
    await body.read((piece) => reader.take(piece))
    await reader.end()
  } catch (error) {
    if (watch.reason === 'client') return { type: 'cancelled', accumulator, status }
    if (watch.reason === 'rival') return { type: 'hedged', status }
    accumulator.fault ??= faultOfConnection(error, watch.reason)
  } finally {
    reader.leave()
  }
  const { firstTokenAtMs, wasSecond } = reader
  if (wasSecond) return { type: 'hedged', status }
  if (accumulator.fault) {
    return firstTokenAtMs === null || relay.whole
      ? failedBy(accumulator.fault, status)
      : {
          type: 'broken',
          accumulator,
          fault: accumulator.fault,
          status,
          ttftMs: firstTokenAtMs - attempt.startedAtMs,
        }
  }
  accumulator.counted = relay.counted?.()
  return {
    type: 'finished',
    accumulator,
    status,
    headers: relay.whole ? answerHeaders(attempt) : {},
    answered: answeredIn(attempt, firstTokenAtMs),
    last: (closing) =>
      relay.whole ? printWhole(relay.whole(closing)) : printEnd(generation, relay.end(closing)),
  }
}

const printWhole = (text: string | Promise<string>): Buffer | Promise<Buffer> =>
  typeof text === 'string' ? Buffer.from(text) : text.then((whole) => Buffer.from(whole))

const printEnd = (generation: Generation, frames: Frame[] | Promise<Frame[]>): Buffer | Promise<Buffer> =>
  frames instanceof Promise
    ? frames.then((ready) => printFor(generation, ready, true))
    : printFor(generation, frames, true)

/** One decompressed event: an image in it may have several MiB. */
const MAX_EVENT_BYTES = 16 * 1024 * 1024
const MAX_STREAM_BYTES = 64 * 1024 * 1024

/** A stream on its way from a provider to the caller, piece by piece; the accumulator gets every event. */
class UpstreamStreamReader {
  firstTokenAtMs: number | null = null
  /** Another route has already answered. */
  wasSecond = false
  readonly #attempt: Attempt
  readonly #relay: StreamRelay
  readonly #sse = createSseReader()
  readonly #decoder = new TextDecoder()
  readonly #line = new LongLine()
  readonly #repeated: RepeatedText | null
  #byteLength = 0
  /** The start of an unfinished event. */
  #unreadBytes = 0
  readonly #runningCost: (characters: number) => number
  readonly #meter: CreditMeter | null
  #hasLeft = false
  /** Sent to the caller with the first token. */
  #ready: Frame[] = []

  constructor(attempt: Attempt, relay: StreamRelay) {
    this.#attempt = attempt
    this.#relay = relay
    this.#runningCost = runningCostOf(attempt.generation, attempt.route)
    this.#repeated = relay.repeatsText === true ? new RepeatedText() : null
    const { held } = attempt.generation
    this.#meter = held === null ? null : new CreditMeter(held)
  }

  /** A piece of the provider's stream, which ends with its terminal event. It is read at the account's turn. */
  take(piece: Buffer): Verdict {
    const { context, generation, watch } = this.#attempt
    const turn = context.turns.take(generation.stream.head.accountId, piece.byteLength)
    if (turn === undefined) return this.#takeNow(piece)
    return watch
      .whileClientIsSlow(turn)
      .then(() => (watch.signal.aborted || this.#hasLeft ? 'abort' : this.#takeNow(piece)))
  }

  #takeNow(piece: Buffer): Verdict {
    this.#count(piece)
    const ready = this.#line.take(piece)
    requireFewValues(ready)
    const heard = this.#sse.push(this.#decoder.decode(ready, { stream: true }))
    if (heard.length > 0) this.#unreadBytes = 0
    return this.#read(heard, null)
  }

  /** `first`: the events of the first frame, if it had to wait for credit. */
  #read(heard: Frame[], first: ChatEvent[] | null): Verdict {
    const { accumulator } = this.#attempt
    const frames: Frame[] = []
    let hasProgress = false
    let events = first
    for (let index = 0; index < heard.length; index++) {
      const frame = heard[index]!
      const repeated: ReturnType<RepeatedText['repeat']> =
        events === null && this.#repeated !== null ? this.#repeated.repeat(frame) : null
      events ??= repeated?.events ?? this.#relay.reader.step(frame)
      if (this.#meter !== null && !this.#meter.covers(events)) {
        void this.#pass(frames)
        return this.#wait(heard.slice(index), events)
      }
      this.#hear(events)
      if (accumulator.fault) break
      hasProgress ||= events.some(isProgress)
      const passed: Frame[] = repeated?.frames ?? this.#relay.step(frame, events)
      if (repeated === null) this.#repeated?.learn(frame, events, passed)
      frames.push(...passed)
      if (accumulator.finish) break
      events = null
    }
    if (hasProgress && this.firstTokenAtMs !== null) this.#attempt.watch.heard()
    const written = this.#pass(frames)
    if (accumulator.fault || this.wasSecond) return 'abort'
    return accumulator.finish ? 'enough' : written
  }

  /** Continues once the next events are paid for. Otherwise the answer ends before them. */
  #wait(heard: Frame[], events: ChatEvent[]): Promise<Decision> {
    const { watch } = this.#attempt
    const isCovered = watch.whileClientIsSlow(this.#meter!.covered())
    return isCovered.then((covered) => {
      if (watch.signal.aborted || this.wasSecond) return 'abort'
      return covered ? this.#read(heard, events) : this.#cut()
    })
  }

  #cut(): Decision {
    this.#attempt.accumulator.endForCredit()
    void this.#pass(this.#relay.cut())
    return 'abort'
  }

  /** @throws AnswerTooLargeError if one event or the whole answer is too large. */
  #count({ byteLength }: Buffer): void {
    this.#byteLength += byteLength
    this.#unreadBytes += byteLength
    if (this.#unreadBytes > MAX_EVENT_BYTES) throw new AnswerTooLargeError(MAX_EVENT_BYTES)
    if (this.#byteLength > MAX_STREAM_BYTES) throw new AnswerTooLargeError(MAX_STREAM_BYTES)
  }

  /** Stops reading. */
  leave(): void {
    this.#hasLeft = true
    this.#line.drop()
  }

  /** The provider sends nothing more. */
  async end(): Promise<void> {
    const { accumulator } = this.#attempt
    if (accumulator.finish || accumulator.fault || this.wasSecond) return
    const events = this.#hear(this.#relay.reader.end())
    if (!accumulator.fault) await this.#pass(this.#relay.step(null, events))
  }

  #hear(events: ChatEvent[]): ChatEvent[] {
    for (let index = 0; index < events.length; index++) this.#attempt.accumulator.add(events[index]!)
    return events
  }

  /** Resolves when the caller has received enough to be sent more; at once if it has. */
  #pass(frames: Frame[]): void | Promise<void> {
    const { generation, watch, accumulator } = this.#attempt
    this.#ready = this.#ready.length === 0 ? frames : [...this.#ready, ...frames]
    const isWaiting = this.firstTokenAtMs === null
    if (isWaiting && (!accumulator.hasToken || accumulator.fault || !this.#begin())) return
    if (this.#ready.length === 0) return
    const text = printFor(generation, this.#ready, false)
    this.#ready = []
    const taken = generation.stream.write(text, this.#runningCost(accumulator.characters))
    if (taken instanceof Promise) return watch.whileClientIsSlow(taken)
  }

  /** @returns whether this route's answer is used. */
  #begin(): boolean {
    const { generation, context, watch, entry } = this.#attempt
    this.wasSecond = !entry.claim()
    if (this.wasSecond) return false
    this.firstTokenAtMs = context.now()
    generation.firstTokenMs = this.firstTokenAtMs - generation.startedAtMs
    watch.firstToken()
    if (this.#relay.whole) return true
    forgetBody(this.#attempt)
    respond(generation, 200, { ...streamHeadersOf(generation), ...answerHeaders(this.#attempt) })
    return true
  }
}
