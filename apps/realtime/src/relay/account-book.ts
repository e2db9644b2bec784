import { DEFAULT_DIALECT, type GenerationDetails, type RealtimeRoute } from '@gptget/contracts'
import { toUsdNumber, type TokenClasses } from '@gptget/money'
import type { SessionPort } from '../backends/backend.ts'
import type { Context } from '../context.ts'
import { isObject, type JsonObject } from '../events/event.ts'
import {
  estimatedTokens,
  isPlausible,
  NOTHING,
  nothingBefore,
  priceTokens,
  priceTranscription,
  responseTokens,
  turnCost,
  type Charge,
  type Delivered,
  type Tariff,
} from '../money/usage.ts'
import type { Capture, SessionHold } from '../money/session-hold.ts'
import { TurnClock } from '../turns/turn-clock.ts'
import { notePending } from '../store/session-rows.ts'

type Running = Delivered & {
  id: string
  upstreamId: string
  startedAtMs: number
  firstAtMs: number | null
  /** null: the time of the request is not known. */
  clock: TurnClock | null
}

type Book = {
  context: Context
  port: SessionPort
  hold: SessionHold
  route: RealtimeRoute
  priceVersion: string
}

/** A charged response. `isCovered` is false if there is no credit for another one. */
export type Settled = { isCovered: boolean; costUsd: number }

/** How often deliveries are recorded, so that they can be charged if this process dies. */
const NOTE_MS = 1_000

/** The charges of a relayed session: each response and transcription once, by the provider's counts. */
export class AccountBook {
  readonly #book: Book
  #before: TokenClasses = nothingBefore()
  #running: Running | null = null
  /** Audio sent since the last response: its input. */
  #inputMs = 0
  #notedAtMs = 0
  #transcriptions = 0
  /** When the next response was requested, by the end of speech or explicitly. */
  #askedAtMs: number | null = null
  /** Whether the wallet has paid everything so far and covers another response. */
  #isCovered = true

  constructor(book: Book) {
    this.#book = book
  }

  get isRunning(): boolean {
    return this.#running !== null
  }

  heard(ms: number): void {
    this.#inputMs += ms
  }

  /** Speech has ended, or an answer is requested: the latency of the next response counts from here. */
  asked(): void {
    this.#askedAtMs = this.#book.context.now()
  }

  /** A response begins. Resolves when the available credit for it is reserved. */
  async begin(id: string, upstreamId: string): Promise<void> {
    const { context, hold, route } = this.#book
    const startedAtMs = context.now()
    this.#running = {
      id,
      upstreamId,
      startedAtMs,
      firstAtMs: null,
      inputMs: this.#inputMs,
      outputMs: 0,
      characters: 0,
      clock: this.#startClock(),
    }
    this.#inputMs = 0
    this.#note(startedAtMs)
    if (!(await hold.ensure(turnCost(route, this.#before)))) this.#isCovered = false
  }

  #startClock(): TurnClock | null {
    const { context, route } = this.#book
    const startedAtMs = this.#askedAtMs
    this.#askedAtMs = null
    if (startedAtMs === null) return null
    const { now, metrics } = context
    return new TurnClock({ now, metrics, backend: route.provider, startedAtMs })
  }

  delivered(outputMs: number, characters: number): void {
    const running = this.#running
    if (running === null) return
    const now = this.#book.context.now()
    running.firstAtMs ??= now
    if (characters > 0) running.clock?.mark('first_token')
    if (outputMs > 0) running.clock?.mark('first_audio')
    running.outputMs += outputMs
    running.characters += characters
    if (now - this.#notedAtMs >= NOTE_MS) this.#note(now)
  }

  /** Charges a response by the provider's counts. */
  async end(response: JsonObject): Promise<Settled> {
    const { route, context, port } = this.#book
    const { usage } = response
    if (this.#running === null) return this.#settled(0)
    if (!isPlausible(usage, this.#running)) {
      if (isObject(usage) && Number(usage['total_tokens']) !== 0)
        context.logger.warn(
          { provider: route.provider, sessionId: port.id, usage },
          'a provider reported an implausible usage, which was counted here instead',
        )
      return this.endUncounted(String(response['status']))
    }
    this.#before = responseTokens(usage)
    return this.#charge(priceTokens(this.#before, route), String(response['status']), false)
  }

  /** Charges a response without a report by its delivered part, if any. */
  async endUncounted(status: string): Promise<Settled> {
    const running = this.#running
    if (running === null) return this.#settled(0)
    const isNothing = running.outputMs === 0 && running.characters === 0
    const charge = isNothing ? NOTHING : this.#estimate(running)
    return this.#charge(charge, status, true)
  }

  #estimate(running: Running): Charge {
    return priceTokens(estimatedTokens(this.#before, running), this.#book.route)
  }

  async #charge(charge: Charge, status: string, isEstimated: boolean): Promise<Settled> {
    const running = this.#running
    if (running === null) return this.#settled(0)
    this.#running = null
    const { hold, port, context } = this.#book
    const outcome = await hold.capture(this.#captureOf(running, charge, status, isEstimated))
    if (outcome !== 'owed') notePending(context, port.id, null)
    const costUsd = toUsdNumber(charge.costNanoUsd)
    if (outcome === 'short') this.#isCovered = false
    port.responded({ id: running.id, status, costUsd, latency: running.clock?.latency() ?? {} })
    return this.#settled(costUsd)
  }

  #settled(costUsd: number): Settled {
    return { isCovered: this.#isCovered, costUsd }
  }

  /** Charges a transcription at the price of its model. */
  async transcribed(usage: unknown, model: string, tariff: Tariff): Promise<void> {
    const { hold, context, priceVersion } = this.#book
    this.#transcriptions += 1
    const charge = priceTranscription(usage, tariff)
    if (charge.lines.length === 0) return
    const outcome = await hold.capture({
      step: `transcription-${this.#transcriptions}`,
      product: model,
      ...charge,
      priceVersion,
      startedAt: new Date(context.now()).toISOString(),
      details: { session_id: this.#book.port.id },
    })
    if (outcome === 'short') this.#isCovered = false
  }

  #note(now: number): void {
    const { context, port } = this.#book
    const running = this.#running
    if (running === null) return
    this.#notedAtMs = now
    const isNothing = running.outputMs === 0 && running.characters === 0
    const capture = isNothing ? null : this.#captureOf(running, this.#estimate(running), 'cancelled', true)
    notePending(context, port.id, capture)
  }

  #captureOf(running: Running, charge: Charge, status: string, isEstimated: boolean): Capture {
    const { port, priceVersion } = this.#book
    return {
      step: running.id,
      product: port.model,
      ...charge,
      priceVersion,
      startedAt: new Date(running.startedAtMs).toISOString(),
      details: this.#detailsOf(running, status, isEstimated),
    }
  }

  #detailsOf(
    { id, upstreamId, startedAtMs, firstAtMs }: Running,
    status: string,
    isEstimated: boolean,
  ): GenerationDetails {
    const { context, port, route } = this.#book
    const outcome = status === 'cancelled' || status === 'failed' ? status : 'completed'
    const firstTokenMs = firstAtMs === null ? null : firstAtMs - startedAtMs
    const durationMs = context.now() - startedAtMs
    const startedAt = new Date(startedAtMs).toISOString()
    const { provider, upstreamModel } = route
    return {
      requestId: id,
      operation: 'chat',
      dialect: DEFAULT_DIALECT,
      provider,
      upstreamModel,
      upstreamId,
      outcome,
      isStream: true,
      finishReason: status,
      nativeFinishReason: status,
      isEstimated,
      attempts: [{ provider, upstreamModel, startedAt, durationMs, firstTokenMs, status: 101, error: null }],
      excluded: [],
      error: null,
      firstTokenMs,
      durationMs,
      userAgent: null,
      sessionId: port.id,
      origin: null,
      isRealtime: true,
    }
  }
}
