import { BusError } from '@gptget/bus'
import { findRecording, isClaimHeld, readGeneration } from '@gptget/contracts'
import type { Claim } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EdgeContext } from '../context.ts'
import { AnswerWriter } from '../generation/answer-writer.ts'
import type { InboundRequest } from '../generation/inbound-request.ts'
import { relayRecording } from '../generation/relay-recording.ts'
import { followResponse } from '../responses/follow-response.ts'
import { cannotTell } from './claimed.ts'
import type { IdempotencyKey } from './read-idempotency-key.ts'

/** How long routers have to say that they have a record, while somebody else still works on it. */
const LOOK_TIMEOUT_MS = 150
/** The same, before the record counts as gone. */
const LAST_LOOK_TIMEOUT_MS = 2_000
const LOOK_AGAIN_MS = 50

const asReplay = (inbound: InboundRequest): InboundRequest => ({
  ...inbound,
  answerHeaders: { ...inbound.answerHeaders, 'idempotent-replayed': 'true' },
})

/**
 * Answers a request with the answer that its idempotency key stands for: the stored one, or the one being made, from
 * its beginning. false: there is none, and the request may run. @throws PublicError 409 where the key stands for
 * another request, 410 where its answer was charged and is lost.
 */
export const replayAnswer = async (
  context: EdgeContext,
  inbound: InboundRequest,
  idempotencyKey: IdempotencyKey,
): Promise<boolean> => {
  const deadlineMs = inbound.arrivedAtMs + context.config.requestTimeoutMs
  while (!inbound.response.destroyed) {
    const claim = await context.claims.read(idempotencyKey.name).catch(cannotTell)
    if (claim === null) return false
    if (claim.fingerprint !== idempotencyKey.fingerprint) throw usedForAnother()
    if (claim.state === 'lost') throw lost()
    if (claim.state === 'followed') return follow(context, inbound, idempotencyKey, claim)
    if (claim.state === 'kept') return replayStored(context, inbound, idempotencyKey, claim)
    if (await attach(context, inbound, idempotencyKey, claim)) return true
    if (!(await isHeld(context, claim))) await settleOrphan(context, idempotencyKey, claim)
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
    'Idempotency-Key: the answer to this key was charged and is not kept any more. Use a new key to ask again.',
    { param: 'Idempotency-Key' },
  )

const follow = async (
  context: EdgeContext,
  inbound: InboundRequest,
  { accountId }: IdempotencyKey,
  { generationId: responseId }: Claim,
): Promise<boolean> => {
  await followResponse(context, asReplay(inbound), { accountId, responseId, eventsBefore: 0 })
  return true
}

const replayStored = async (
  context: EdgeContext,
  inbound: InboundRequest,
  { name }: IdempotencyKey,
  { generationId, head }: Claim,
): Promise<boolean> => {
  const answer = await context.claims.readAnswer(name).catch(cannotTell)
  if (answer === null || head === null) throw lost()
  const writer = new AnswerWriter(context, { ...asReplay(inbound), generationId }, '')
  writer.head(head.status, head.headers)
  writer.write(answer, () => {})
  writer.end()
  return true
}

/** @returns whether the answer that is being made, or was a moment ago, was handed on. */
const attach = async (
  context: EdgeContext,
  inbound: InboundRequest,
  { accountId }: IdempotencyKey,
  { generationId }: Claim,
): Promise<boolean> => {
  const found = await context.bus.find(findRecording, { accountId, generationId }, LOOK_TIMEOUT_MS)
  if (found === null) return false
  const { instanceId } = found
  try {
    const asked = { instanceId, accountId, generationId, eventsBefore: 0 }
    await relayRecording(context, asReplay(inbound), asked)
    return true
  } catch (error) {
    // The router went away before it sent anything: who has the claim tells what comes of it.
    if (error instanceof BusError && (error.code === 'lost' || error.code === 'unavailable')) return false
    throw error
  }
}

/** Whether the edge that took the claim still works on it. */
const isHeld = async ({ bus }: EdgeContext, { holder, generationId }: Claim): Promise<boolean> => {
  try {
    const asked = { instanceId: holder, timeoutMs: LAST_LOOK_TIMEOUT_MS }
    return (await bus.call(isClaimHeld, { generationId }, asked)).isHeld
  } catch (error) {
    if (error instanceof BusError && (error.code === 'unavailable' || error.code === 'timeout')) return false
    throw error
  }
}

/** Neither edge nor router has it any more. What was charged is not run again; what was not is. */
const settleOrphan = async (
  { bus, claims, logger }: EdgeContext,
  { accountId, name, fingerprint }: IdempotencyKey,
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
