import type { BusError, ClientStream, StreamSink } from '@gptget/bus'
import { generate } from '@gptget/contracts'
import { toPublicError } from '@gptget/errors'
import type { PublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import { bytesOf, dropBody } from '@gptget/threads'
import type { z } from 'zod'
import { AnswerWriter } from '../deliver/answer-writer.ts'
import type { KeepAlive } from '../deliver/keep-alive.ts'
import type { OpenAnswers } from '../deliver/open-answers.ts'
import type { EdgeMetrics } from '../observe/metrics.ts'
import { correctLimits, keepLimits } from '../rate-limit/limit-rate.ts'
import type { RateLimiter } from '../rate-limit/rate-limiter.ts'
import type { GrowingHolds } from '../reserve-credit/growing-holds.ts'
import { headOf } from './generation-head.ts'
import type { Observation } from '../request/observation.ts'
import { doesOutliveCaller } from '../request/outlive-caller.ts'
import type { ReadyRequest } from './ready-request.ts'
import { settleLost } from './settle-lost.ts'
import type { AwaitedAnswer, SettleContext } from './settle-lost.ts'

export type RelayContext = SettleContext & {
  keepAlive: KeepAlive
  openAnswers: OpenAnswers
  limits: RateLimiter
  growingHolds: GrowingHolds
  metrics: EdgeMetrics
}

type Answer = StreamSink<typeof generate>

/** Calls a router and relays its answer. Resolves like `dispatch`. */
export const relayAnswer = (context: RelayContext, request: ReadyRequest): Promise<bigint | null> => {
  const relay = new AnswerRelay(context, request)
  relay.follow(context.bus.openStream(generate, headOf(context, request), bytesOf(request.body), relay))
  return relay.over
}

/** One answer on its way from a router to the caller. */
class AnswerRelay implements Answer {
  readonly #context: RelayContext
  readonly #request: ReadyRequest
  readonly #awaited: AwaitedAnswer
  readonly #observed: Observation
  readonly #writer: AnswerWriter
  readonly #outlivesCaller: boolean
  readonly #ended = Promise.withResolvers<bigint | null>()
  /** Resolves when router and caller are done with it. */
  readonly over = this.#ended.promise
  readonly #open: { leave(): void }
  #stream!: ClientStream
  #deliveredCostNanoUsd = 0
  #priceVersion: string | null = null
  #isOver = false
  #isCallerGone = false
  #bytesInSocket = 0

  constructor(context: RelayContext, request: ReadyRequest) {
    const { inbound, key, model, limitsTaken, fields } = request
    const hold =
      request.heldOutput === null ? request.hold : context.growingHolds.add(inbound.generationId, request)
    this.#context = context
    this.#request = request
    this.#observed = request.observed
    this.#awaited = { inbound, key, model, hold, limitsTaken, isStream: fields.isStream }
    this.#writer = new AnswerWriter(context, inbound, { model: model.id })
    this.#outlivesCaller = doesOutliveCaller(inbound, fields)
    this.#open = context.openAnswers.add((error, isResumable) => this.#cut(error, isResumable))
  }

  follow(stream: ClientStream): void {
    this.#stream = stream
    const { outgoing } = this.#awaited.inbound
    outgoing.once('close', () => this.#onGone())
    if (outgoing.destroyed) this.#onGone()
  }

  head({ status, headers, isAhead, priceVersion }: Parameters<Answer['head']>[0]): void {
    this.#priceVersion = priceVersion
    this.#writer.head(status, headers, isAhead)
    const { metrics, now } = this.#context
    const { operation, arrivedAtMs } = this.#awaited.inbound
    metrics.firstByteSeconds.observe({ operation }, (now() - arrivedAtMs) / 1000)
  }

  data(bytes: Uint8Array, progress: number): void {
    this.#deliveredCostNanoUsd = progress
    const { byteLength } = bytes
    if (this.#isCallerGone) return this.#stream.grant(byteLength)
    this.#bytesInSocket += byteLength
    if (this.#writer.write(bytes)) this.#taken(byteLength)
    else this.#writer.onceDrained(() => this.#taken(byteLength))
  }

  /** The router has the request. The answer may take minutes, and others need the memory. */
  sent(): void {
    const { sent, body, share } = this.#request
    dropBody(sent)
    dropBody(body)
    share.release()
  }

  end(trailer: z.output<(typeof generate)['trailer']>): void {
    this.#observed.trailer = trailer
    this.#writer.end()
    correctLimits(this.#context.limits, this.#awaited.limitsTaken, trailer)
    this.#finish(trailer.costNanoUsd, null)
  }

  error(error: BusError): void {
    const { generationId } = this.#awaited.inbound
    this.#context.logger.warn({ err: error, generationId }, 'a generation was lost')
    this.#observed.error = toPublicError(fromBus(error))
    this.#writer.fail(this.#observed.error)
    const costNanoUsd = BigInt(this.#deliveredCostNanoUsd)
    if (error.code !== 'lost' && costNanoUsd === 0n)
      correctLimits(this.#context.limits, this.#awaited.limitsTaken)
    else keepLimits(this.#context.limits, this.#awaited.limitsTaken)
    if (error.code === 'lost') void this.#finishLost(costNanoUsd)
    else this.#finish(costNanoUsd, costNanoUsd)
  }

  /** The socket has taken it. */
  #taken(byteLength: number): void {
    this.#bytesInSocket -= byteLength
    this.#stream.grant(byteLength)
  }

  async #finishLost(costNanoUsd: bigint): Promise<void> {
    const delivered = { costNanoUsd, priceVersion: this.#priceVersion }
    const { spentNanoUsd, reportedNanoUsd } = await settleLost(this.#context, this.#awaited, delivered)
    this.#finish(spentNanoUsd, reportedNanoUsd)
  }

  #finish(spentNanoUsd: bigint | null, reportedNanoUsd: bigint | null): void {
    this.#isOver = true
    this.#open.leave()
    if (spentNanoUsd !== null) this.#awaited.hold.settle(spentNanoUsd)
    this.#ended.resolve(reportedNanoUsd)
  }

  /** The edge stops: the caller gets an error, and the answer continues so that it can be resumed. */
  #cut(error: PublicError, isResumable: boolean): void {
    if (this.#isOver || this.#isCallerGone) return
    this.#isCallerGone = true
    this.#writer.fail(error)
    this.#stream.grant(this.#bytesInSocket)
    const isToGoOn = isResumable && (this.#awaited.isStream || this.#outlivesCaller)
    if (isToGoOn) this.#open.leave()
    else this.#stream.cancel('the gateway stops')
  }

  #onGone(): void {
    if (this.#isOver || this.#isCallerGone) return
    if (!this.#outlivesCaller) return this.#stream.cancel('the client went away')
    this.#isCallerGone = true
    this.#stream.grant(this.#bytesInSocket)
  }
}
