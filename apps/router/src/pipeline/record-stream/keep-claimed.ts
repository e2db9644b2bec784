import { setTimeout as sleep } from 'node:timers/promises'
import type { RouterContext } from '../../context.ts'
import type { Outcome } from '../generation/generation.ts'
import type { Recording } from '../../recording/recording.ts'

/** A caller waits no longer than this until the answer is stored; storing continues. */
const KEEP_TIMEOUT_MS = 3_000

/**
 * Settles the claim of an idempotency key before the end of the answer is sent: with the answer, or with nothing if
 * nothing was charged, so that a repeat runs again.
 */
export const keepClaimed = async (
  context: RouterContext,
  recording: Recording,
  outcome: Outcome,
): Promise<void> => {
  const { claim, generationId } = recording.generation
  if (claim === undefined) return
  const settled = settle(context, recording, claim, outcome).catch((error: unknown) =>
    context.logger.error({ err: error, generationId }, 'the answer of an idempotency key was not kept'),
  )
  await Promise.race([settled, sleep(KEEP_TIMEOUT_MS, undefined, { ref: false })])
}

const settle = (
  { claims }: RouterContext,
  recording: Recording,
  claim: string,
  { outcome, costNanoUsd }: Outcome,
): Promise<void> => {
  const { head, generation } = recording
  if (outcome !== 'completed' && costNanoUsd === 0n) return claims.free(claim, generation.generationId)
  const isWhole = head !== null && head.status < 400 && outcome !== 'cancelled'
  if (!isWhole || recording.state === 'dropped') return claims.lose(claim, generation.generationId)
  return claims.keep(claim, generation.generationId, head, recording.bytes())
}
