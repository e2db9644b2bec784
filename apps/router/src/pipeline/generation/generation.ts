import type { ServerStream } from '@gptget/bus'
import type { AttemptRecord, generate, UsageEvent } from '@gptget/contracts'
import { shareOf, type Priced } from '@gptget/money'
import { FRAMING_CONTENT_TYPES, printFrames } from '@gptget/protocol'
import type { ChatRequest, Closing, Frame } from '@gptget/protocol'
import type { CallerDialect } from '@gptget/contracts'
import type { Catalog, Route } from '../../catalog/catalog.ts'
import type { Exclusion } from './asked.ts'
import type { AttemptOutcome } from './attempt-outcome.ts'
import type { Operation } from './operation.ts'
import { readChat } from './read-chat.ts'
import type { Accumulator } from './accumulator.ts'
import type { z } from 'zod'

/** How a generation that is over ended, and what was charged for it. */
export type Outcome = Pick<z.output<(typeof generate)['trailer']>, 'outcome' | 'costNanoUsd'>

export type GenerateStream = ServerStream<typeof generate> & {
  /** What is written from now on is the last of the answer, whose charge is recorded. */
  close?(outcome: Outcome): void
}

/** One generation under way: what was asked, what was tried, what it came to. */
export type Generation = {
  stream: GenerateStream
  operation: Operation
  catalog: Catalog
  body: Buffer
  startedAtMs: number
  attempts: AttemptRecord[]
  excluded: Exclusion[]
  /** Every route that could be tried was. */
  isExhausted: boolean
  firstTokenMs: number | null
  /** The head of the answer was sent: what goes wrong from now on is told within it. */
  hasHead: boolean
  /** Events of the stream that were printed. */
  eventCount: number
}

/** How a generation ended, with the answer that was (partly) given, if any was. */
export type Ending = {
  outcome: UsageEvent['details']['outcome']
  route: Route | null
  accumulator: Accumulator | null
  error: { code: string; message: string } | null
}

/** What an answer used and costs. `byok`: the account's own key was used, and the cost is the fee. */
export type Bill = Closing & Priced & Pick<UsageEvent, 'byok'>

export const dialectOf = ({ stream }: Generation): CallerDialect => stream.head.dialect

/** What the caller knows an answer by. */
export const namesOf = ({ stream, startedAtMs }: Generation, { model }: Pick<Route, 'model'>) => ({
  id: stream.head.generationId,
  model,
  createdAtSeconds: Math.floor(startedAtMs / 1000),
})

/** The same, and who gives it. */
export const answerNamesOf = (generation: Generation, route: Route) => ({
  ...namesOf(generation, route),
  provider: route.provider.id,
})

/** Sends the head of an answer, unless it was sent already (`respondAhead`). */
export const respond = (generation: Generation, status: number, headers: Record<string, string>): void => {
  if (generation.hasHead) return
  generation.hasHead = true
  generation.stream.respond({ status, headers, priceVersion: generation.catalog.priceVersion })
}

/** The headers of every stream. */
export const streamHeadersOf = ({ stream }: Generation): Record<string, string> => ({
  'content-type': FRAMING_CONTENT_TYPES[stream.head.framing],
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
})

/** What an unfinished answer has cost so far, in nano-USD, by the characters it has: about four to a token. */
export const runningCostOf = (
  generation: Generation,
  { price, byokKeyId }: Route,
): ((characters: number) => number) => {
  const inputPerMillion = BigInt(Math.ceil(generation.body.byteLength / 4)) * price.input
  const { byokFeeBasisPoints } = generation.catalog
  return (characters) => {
    const cost = (inputPerMillion + BigInt(Math.ceil(characters / 4)) * price.output) / 1_000_000n
    return Number(byokKeyId === undefined ? cost : shareOf(cost, byokFeeBasisPoints))
  }
}

/** The caller's request in the canonical form. */
export const readRequestOf = (generation: Generation): ChatRequest =>
  readChat(generation.stream.head, generation.body)

/** Sets frames down as the caller wants them. */
export const printFor = (generation: Generation, frames: readonly Frame[], isLast: boolean): Buffer => {
  const setting = { dialect: dialectOf(generation), framing: generation.stream.head.framing }
  const text = printFrames(setting, frames, { eventsBefore: generation.eventCount, isLast })
  generation.eventCount += frames.length
  return Buffer.from(text)
}

/** The receipt and the charge of a generation. */
export const usageEventOf = (
  generation: Generation,
  ending: Ending,
  bill: Bill,
  nowMs: number,
): UsageEvent => {
  const { head } = generation.stream
  const { route, accumulator } = ending
  return {
    kind: 'generation',
    id: head.generationId,
    accountId: head.accountId,
    keyId: head.keyId,
    leaseId: head.leaseId,
    product: route?.model ?? head.model,
    lines: bill.lines,
    costNanoUsd: bill.costNanoUsd,
    ...(bill.byok === undefined ? {} : { byok: bill.byok }),
    priceVersion: generation.catalog.priceVersion,
    startedAt: new Date(generation.startedAtMs).toISOString(),
    details: {
      requestId: head.requestId,
      operation: head.operation,
      dialect: head.dialect,
      provider: route?.provider.id ?? null,
      upstreamModel: route?.upstreamModel ?? null,
      upstreamId: accumulator?.upstreamId ?? null,
      outcome: ending.outcome,
      isStream: head.isStream,
      finishReason: accumulator?.finish?.reason ?? (ending.outcome === 'completed' ? null : 'error'),
      nativeFinishReason: accumulator?.finish?.raw ?? null,
      isEstimated: bill.usage.isEstimated,
      // Those that ran at once ended in another order.
      attempts: generation.attempts.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt)),
      excluded: generation.excluded,
      error: ending.error,
      firstTokenMs: generation.firstTokenMs,
      durationMs: nowMs - generation.startedAtMs,
      userAgent: head.userAgent,
      sessionId: head.sessionId,
      origin: head.origin,
    },
  }
}

/** The record of one attempt, for the receipt. */
export const attemptRecord = (
  route: Route,
  startedAtMs: number,
  nowMs: number,
  outcome: AttemptOutcome,
): AttemptRecord => ({
  provider: route.provider.id,
  upstreamModel: route.upstreamModel,
  startedAt: new Date(startedAtMs).toISOString(),
  durationMs: nowMs - startedAtMs,
  firstTokenMs: ttftOf(outcome),
  status: outcome.status,
  error: 'fault' in outcome ? { code: outcome.fault.code, message: outcome.fault.message } : null,
  outcome: outcome.type,
})

const ttftOf = (outcome: AttemptOutcome): number | null => {
  if (outcome.type === 'finished') return outcome.answered.ttftMs
  return outcome.type === 'broken' ? outcome.ttftMs : null
}
