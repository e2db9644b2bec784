import type { Bus } from '@gptget/bus'
import { findRecording, readGeneration } from '@gptget/contracts'
import type { ChargeLine, UsageEvent } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import { FIND_TIMEOUT_MS } from '../deliver/follow-response.ts'
import { headerOf, originOf } from '../request/inbound-request.ts'
import type { ReadyRequest } from './ready-request.ts'

/** What is kept of a request during its answer: not its body. */
export type AwaitedAnswer = Pick<ReadyRequest, 'inbound' | 'key' | 'model' | 'hold' | 'limitsTaken'> & {
  isStream: boolean
}

export type SettleContext = {
  bus: Bus
  config: { requestTimeoutMs: number; publicUrl: string | null }
  logger: Logger
  now: () => number
}

/** The last report of a router about the answer. */
export type Delivered = { costNanoUsd: bigint; priceVersion: string | null }

const RECONNECT_TIMEOUT_MS = 30_000

/**
 * The connection to the router was lost. If the router lives, it finishes the answer and charges it: the whole
 * reservation stays for that charge, and the rest returns with the lease. Otherwise the delivered part is reported.
 * Resolves with what of the hold is spent (null while unknown) and what was reported (null if nothing).
 */
export const settleLost = async (
  context: SettleContext,
  awaited: AwaitedAnswer,
  delivered: Delivered,
): Promise<{ spentNanoUsd: bigint | null; reportedNanoUsd: bigint | null }> => {
  if (await isMadeElsewhere(context, awaited)) {
    void reportIfNeverCharged(context, awaited, delivered)
    return { spentNanoUsd: null, reportedNanoUsd: null }
  }
  reportLost(context, awaited, delivered)
  return { spentNanoUsd: delivered.costNanoUsd, reportedNanoUsd: delivered.costNanoUsd }
}

const LOOK_AGAIN_MS = 4_000

/**
 * The router that finishes the answer may die before charging it; then the delivered part is reported after all. A
 * router that does not confirm at once may only be busy, so it is asked twice. Until the outcome is certain, the credit
 * stays reserved.
 */
const reportIfNeverCharged = async (
  context: SettleContext,
  awaited: AwaitedAnswer,
  delivered: Delivered,
): Promise<void> => {
  const { hold, inbound } = awaited
  const giveUpAtMs = inbound.arrivedAtMs + context.config.requestTimeoutMs
  for (let misses = 0; misses < 2;) {
    await sleep(LOOK_AGAIN_MS, undefined, { ref: false })
    if (context.now() > giveUpAtMs || (await isCharged(context, awaited)))
      return hold.settle(hold.amountNanoUsd)
    misses = (await isMadeElsewhere(context, awaited)) ? 0 : misses + 1
  }
  reportLost(context, awaited, delivered)
  hold.settle(delivered.costNanoUsd)
}

const isCharged = async (
  { bus, logger }: SettleContext,
  { key: { accountId }, inbound: { generationId } }: AwaitedAnswer,
): Promise<boolean> => {
  try {
    return (await bus.call(readGeneration, { accountId, generationId })).generation !== null
  } catch (error) {
    logger.warn({ err: error, generationId }, 'the charge of a lost generation could not be looked for')
    return false
  }
}

const isMadeElsewhere = async (
  { bus, logger }: SettleContext,
  { key: { accountId }, inbound: { generationId } }: AwaitedAnswer,
): Promise<boolean> => {
  const deadlineMs = performance.now() + RECONNECT_TIMEOUT_MS
  while (!bus.isConnected() && performance.now() < deadlineMs) await sleep(100)
  try {
    return (await bus.find(findRecording, { accountId, generationId }, FIND_TIMEOUT_MS)) !== null
  } catch (error) {
    logger.warn({ err: error, generationId }, 'the record of a lost generation could not be looked for')
    return false
  }
}

/**
 * The router died: what was delivered is charged, at the cost that it last reported. If its own usage event arrived,
 * that one came first and counts.
 */
const reportLost = (
  context: SettleContext,
  { inbound, key, model, hold, isStream }: AwaitedAnswer,
  delivered: Delivered,
): void => {
  const event: UsageEvent = {
    kind: 'generation',
    id: inbound.generationId,
    accountId: key.accountId,
    keyId: key.keyId,
    leaseId: hold.leaseId,
    product: model.id,
    lines: partialAnswer(delivered.costNanoUsd),
    ...delivered,
    startedAt: new Date(inbound.arrivedAtMs).toISOString(),
    details: {
      requestId: inbound.requestId,
      operation: inbound.operation,
      dialect: inbound.dialect,
      provider: null,
      upstreamModel: null,
      upstreamId: null,
      outcome: 'lost',
      isStream,
      finishReason: 'error',
      nativeFinishReason: null,
      isEstimated: true,
      attempts: [],
      excluded: [],
      error: { code: 'internal', message: 'The router that served this generation died.' },
      firstTokenMs: null,
      durationMs: context.now() - inbound.arrivedAtMs,
      userAgent: headerOf(inbound, 'user-agent'),
      sessionId: headerOf(inbound, 'x-session-id'),
      origin: originOf(inbound),
    },
  }
  context.bus.usage
    .publish(event)
    .catch((error: unknown) =>
      context.logger.error({ err: error, event }, 'the usage of a lost generation was not stored'),
    )
}

/** The router reported the cost so far, but not the tokens. */
const partialAnswer = (costNanoUsd: bigint): ChargeLine[] =>
  costNanoUsd === 0n ? [] : [{ unit: 'partial_answers', quantity: 1, rateNanoUsd: costNanoUsd, costNanoUsd }]
