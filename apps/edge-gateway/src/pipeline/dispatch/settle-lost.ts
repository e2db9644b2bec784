import type { Bus } from '@gptget/bus'
import { findRecording, readGeneration } from '@gptget/contracts'
import type { ChargeLine, UsageEvent } from '@gptget/contracts'
import type { Logger } from '@gptget/runtime'
import { setTimeout as sleep } from 'node:timers/promises'
import { FIND_TIMEOUT_MS } from '../deliver/follow-response.ts'
import { headerOf, originOf } from '../request/inbound-request.ts'
import type { ReadyRequest } from './ready-request.ts'

/** What is kept of a request while its answer comes: not its body. */
export type AwaitedAnswer = Pick<ReadyRequest, 'inbound' | 'key' | 'model' | 'hold' | 'limitsTaken'> & {
  isStream: boolean
}

export type SettleContext = {
  bus: Bus
  config: { requestTimeoutMs: number; publicUrl: string | null }
  logger: Logger
  now: () => number
}

/** What a router last said of the answer it is giving. */
export type Delivered = { costNanoUsd: bigint; priceVersion: string | null }

const RECONNECT_TIMEOUT_MS = 30_000

/**
 * The way to the router broke. Where the router lives it makes the answer to its end and charges it: all that was set
 * aside is left for that charge, and what it does not take comes back with the lease. Else what was delivered is
 * reported. Resolves what of the hold is spent, null while that is not known, and what was reported, null where
 * nothing was.
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
 * The router that makes the answer to its end may die before it charged it: then what was delivered is reported after
 * all. A router that does not say at once that it has the record may only be busy; it is asked twice. Until either is
 * certain the credit stays set aside.
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
 * The router died: what was delivered until then is charged, by what it last said it had cost. Should its own
 * usage event have got through, that one came first and stands.
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

/** The router said what it had cost so far, not of how many tokens. */
const partialAnswer = (costNanoUsd: bigint): ChargeLine[] =>
  costNanoUsd === 0n ? [] : [{ unit: 'partial_answers', quantity: 1, rateNanoUsd: costNanoUsd, costNanoUsd }]
