import type { Claim } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { EdgeContext } from '../context.ts'
import type { InboundRequest } from '../generation/inbound-request.ts'
import type { IdempotencyKey } from './read-idempotency-key.ts'

/** Takes an idempotency key for this request. false: another request has it. @throws PublicError 503 when nobody can tell. */
export const takeClaim = async (
  { bus, claims, heldClaims }: EdgeContext,
  { generationId }: InboundRequest,
  { name, fingerprint }: IdempotencyKey,
): Promise<boolean> => {
  const claim = { generationId, fingerprint, holder: bus.instanceId, state: 'running', head: null } as const
  let isTaken = false
  // Before others can see it: they ask us whether we work on it.
  heldClaims.add(generationId)
  try {
    isTaken = await claims.take(name, claim).catch(cannotTell)
  } finally {
    if (!isTaken) heldClaims.delete(generationId)
  }
  return isTaken
}

/** Idempotency keys are not guessed about: running a request twice is what they are there to prevent. */
export const cannotTell = (cause: unknown): never => {
  throw new PublicError(
    'service_unavailable',
    'Idempotency-Key: what it stands for cannot be read right now. Try again.',
    { retryAfterMs: 1_000 },
    cause,
  )
}

/** Keeps an answer that is not a router's. Where that fails it counts as lost: the request was taken on, and must not be twice. */
export const storeForClaim = async (
  { claims, logger }: EdgeContext,
  { generationId }: InboundRequest,
  name: string,
  head: NonNullable<Claim['head']>,
  answer: Buffer,
): Promise<void> => {
  try {
    await claims.keep(name, generationId, head, answer)
  } catch (error) {
    logger.error({ err: error, generationId }, 'the answer of an idempotency key was not kept')
    await claims.lose(name, generationId)
  }
}

/**
 * Serves a request that has a claim. `serve` resolves what was charged of an answer that no router brings to its end
 * any more, null where one does: that router settles the claim.
 */
export const serveClaimed = async (
  context: EdgeContext,
  { generationId }: InboundRequest,
  { name }: IdempotencyKey,
  serve: () => Promise<bigint | null>,
): Promise<void> => {
  const { claims, heldClaims, logger } = context
  const settle = (chargedNanoUsd: bigint | null): Promise<void> => {
    if (chargedNanoUsd === null) return Promise.resolve()
    return chargedNanoUsd > 0n ? claims.lose(name, generationId) : claims.free(name, generationId)
  }
  const tell = (error: unknown): void => logger.error({ err: error, generationId }, 'a claim was not settled')
  try {
    await settle(await serve()).catch(tell)
  } catch (error) {
    // It never got to a router.
    await settle(0n).catch(tell)
    throw error
  } finally {
    heldClaims.delete(generationId)
  }
}
