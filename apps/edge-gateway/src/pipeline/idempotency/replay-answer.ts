import { BusError } from '@gptget/bus'
import { findRecording, isClaimHeld, readGeneration } from '@gptget/contracts'
import type { Claim } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { setTimeout as sleep } from 'node:timers/promises'
import { followResponse } from '../deliver/follow-response.ts'
import { relayRecording } from '../deliver/relay-recording.ts'
import type { DeliverContext } from '../deliver/relay-recording.ts'
import { writeWhole } from '../deliver/write-whole.ts'
import { cannotTell } from './claim.ts'
import type { ClaimContext } from './claim.ts'
import type { Idempotent } from './idempotency-key.ts'
import type { InboundRequest } from '../request/inbound-request.ts'

type Context = ClaimContext & DeliverContext & { config: { requestTimeoutMs: number }; now: () => number }

/** How long routers may take to say that they have a record while another process still works on it. */
const LOOK_TIMEOUT_MS = 150
/** The same, before the record counts as lost. */
const LAST_LOOK_TIMEOUT_MS = 2_000
const LOOK_AGAIN_MS = 50

const asReplay = ({ inbound }: Idempotent): InboundRequest => ({
  ...inbound,
  answerHeaders: { ...inbound.answerHeaders, 'idempotent-replayed': 'true' },
})

/**
 * Answers a request with the answer of its idempotency key: the stored one, or the running one from its beginning.
 * false: there is none, and the request may run. @throws PublicError 409 if the key belongs to another request, 410 if
 * its answer was charged and is lost.
 */
export const replayAnswer = async (context: Context, request: Idempotent): Promise<boolean> => {
  const { inbound, idempotencyKey } = request
  const { name, fingerprint } = idempotencyKey
  const deadlineMs = inbound.arrivedAtMs + context.config.requestTimeoutMs
  while (!inbound.outgoing.destroyed) {
    const claim = await context.claims.read(name).catch(cannotTell)
    if (claim === null) return false
    if (claim.fingerprint !== fingerprint) throw usedForAnother()
    if (claim.state === 'lost') throw lost()
    if (claim.state === 'followed') return follow(context, request, claim)
    if (claim.state === 'kept') return replayStored(context, request, claim)
    if (await attach(context, request, claim)) return true
    if (!(await isHeld(context, claim))) await settleOrphan(context, request, claim)
    if (context.now() > deadlineMs) cannotTell(new Error('the claim was not settled in time'))
    await sleep(LOOK_AGAIN_MS)
  }
  return true
}

const usedForAnother = (): PublicError =>
  new PublicError(
    'conflict',
    'Idempotency-Key: this key was used for another request in the last 24 hours. Use a new key for a new request.',
    { param: 'Idempotency-Key' },
  )

const lost = (): PublicError =>
  new PublicError(
    'answer_gone',
    'Idempotency-Key: the answer for this key was charged and is no longer stored. Use a new key to repeat the request.',
    { param: 'Idempotency-Key' },
  )

const follow = async (
  context: Context,
  request: Idempotent,
  { generationId: responseId }: Claim,
): Promise<boolean> => {
  const { accountId } = request.key
  await followResponse(context, asReplay(request), { accountId, responseId, eventsBefore: 0 })
  return true
}

const replayStored = async (
  context: Context,
  request: Idempotent,
  { generationId, head }: Claim,
): Promise<boolean> => {
  const body = await context.claims.readAnswer(request.idempotencyKey.name).catch(cannotTell)
  if (body === null || head === null) throw lost()
  writeWhole(context, { ...asReplay(request), generationId }, { ...head, body })
  return true
}

/** @returns whether the running or recently finished answer was relayed. */
const attach = async (context: Context, request: Idempotent, { generationId }: Claim): Promise<boolean> => {
  const { accountId } = request.key
  const found = await context.bus.find(findRecording, { accountId, generationId }, LOOK_TIMEOUT_MS)
  if (found === null) return false
  const { instanceId } = found
  try {
    const asked = { instanceId, accountId, generationId, eventsBefore: 0 }
    await relayRecording(context, asReplay(request), asked)
    return true
  } catch (error) {
    // The router died before it sent anything; the owner of the claim reports the outcome.
    if (error instanceof BusError && (error.code === 'lost' || error.code === 'unavailable')) return false
    throw error
  }
}

/** Whether the edge that took the claim still works on it. */
const isHeld = async ({ bus }: Context, { holder, generationId }: Claim): Promise<boolean> => {
  try {
    const asked = { instanceId: holder, timeoutMs: LAST_LOOK_TIMEOUT_MS }
    return (await bus.call(isClaimHeld, { generationId }, asked)).isHeld
  } catch (error) {
    if (error instanceof BusError && (error.code === 'unavailable' || error.code === 'timeout')) return false
    throw error
  }
}

/** Neither edge nor router has it any more. A charged request is not run again; an uncharged one may be. */
const settleOrphan = async (
  { bus, claims, logger }: Context,
  { key: { accountId }, idempotencyKey: { name, fingerprint } }: Idempotent,
  { generationId }: Claim,
): Promise<void> => {
  const asked = { accountId, generationId }
  if ((await bus.find(findRecording, asked, LAST_LOOK_TIMEOUT_MS)) !== null) return
  const now = await claims.read(name).catch(cannotTell)
  if (now?.generationId !== generationId || now.state !== 'running') return
  const { generation } = await bus.call(readGeneration, asked)
  const isCharged =
    generation !== null && (generation.costNanoUsd > 0n || generation.details.outcome === 'completed')
  logger.warn({ generationId, isCharged, fingerprint }, 'an idempotency key whose processes died is settled')
  await (isCharged ? claims.lose(name, generationId) : claims.free(name, generationId))
}
