import type { Bus, Claims } from '@gptget/bus'
import { PublicError } from '@gptget/errors'
import type { Logger } from '@gptget/runtime'
import type { Idempotent } from './idempotency-key.ts'

export type ClaimContext = {
  bus: Bus
  claims: Claims
  /** Generations with a claim that this edge waits for. */
  heldClaims: Set<string>
  logger: Logger
}

/**
 * Claims an idempotency key for this request. false: another request has it. @throws PublicError 503 if that cannot be
 * checked.
 */
export const takeClaim = async (
  { bus, claims, heldClaims }: ClaimContext,
  { inbound: { generationId }, idempotencyKey: { name, fingerprint } }: Idempotent,
): Promise<boolean> => {
  const claim = { generationId, fingerprint, holder: bus.instanceId, state: 'running', head: null } as const
  let isTaken = false
  // Noted before others can see the claim, because they ask us whether we work on it.
  heldClaims.add(generationId)
  try {
    isTaken = await claims.take(name, claim).catch(cannotTell)
  } finally {
    if (!isTaken) heldClaims.delete(generationId)
  }
  return isTaken
}

/** Never guess about idempotency keys: they exist to prevent running a request twice. */
export const cannotTell = (cause: unknown): never => {
  throw new PublicError(
    'service_unavailable',
    'Idempotency-Key: could not look up this key. Retry.',
    { retryAfterMs: 1_000 },
    cause,
  )
}

/**
 * Waits for a request with a claim. `served` resolves with the charged amount if no router will finish the answer, or
 * with null if one does; that router then settles the claim.
 */
export const settleClaim = async (
  { claims, heldClaims, logger }: ClaimContext,
  { inbound: { generationId }, idempotencyKey: { name } }: Idempotent,
  served: Promise<bigint | null>,
): Promise<void> => {
  const settle = (chargedNanoUsd: bigint | null): Promise<void> => {
    if (chargedNanoUsd === null) return Promise.resolve()
    return chargedNanoUsd > 0n ? claims.lose(name, generationId) : claims.free(name, generationId)
  }
  const tell = (error: unknown): void => logger.error({ err: error, generationId }, 'a claim was not settled')
  try {
    await settle(await served).catch(tell)
  } catch (error) {
    // It never reached a router.
    await settle(0n).catch(tell)
    throw error
  } finally {
    heldClaims.delete(generationId)
  }
}
