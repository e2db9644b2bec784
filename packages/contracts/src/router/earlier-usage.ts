import type { Unit } from '../vocabulary.ts'
import { usageEvent } from './generations.ts'
import type { UsageEvent } from './generations.ts'

/** The token classes of an earlier event, by their current unit. */
const EARLIER_CLASSES: readonly [unit: Unit, name: string][] = [
  ['input_tokens', 'inputTokens'],
  ['cache_read_tokens', 'cacheReadTokens'],
  ['cache_write_tokens', 'cacheWriteTokens'],
  ['cache_write_1h_tokens', 'cacheWrite1hTokens'],
  ['audio_input_tokens', 'audioInputTokens'],
  ['image_input_tokens', 'imageInputTokens'],
  ['output_tokens', 'outputTokens'],
  ['reasoning_tokens', 'reasoningTokens'],
  ['audio_output_tokens', 'audioOutputTokens'],
  ['image_output_tokens', 'imageOutputTokens'],
]

/**
 * Reads a stored usage event of this version or from before charges had lines: those had the ten token classes, the sum
 * of their cost, and everything in one object.
 *
 * @throws ZodError if it is neither
 */
export const readUsageEvent = (stored: unknown): UsageEvent => usageEvent.parse(toPresentShape(stored))

const toPresentShape = (stored: unknown): unknown => {
  if (typeof stored !== 'object' || stored === null || !('generationId' in stored)) return stored
  const { generationId, accountId, keyId, leaseId, model, ...earlier } = stored as Record<string, unknown>
  const { usage, costNanoUsd, isByok, upstreamCostNanoUsd, priceVersion, startedAt, ...details } = earlier
  const counts = (usage ?? {}) as Record<string, unknown>
  return {
    kind: 'generation',
    id: generationId,
    accountId,
    keyId,
    leaseId,
    product: model,
    lines: EARLIER_CLASSES.flatMap(([unit, name]) =>
      counts[name] === 0 ? [] : [{ unit, quantity: counts[name], rateNanoUsd: null, costNanoUsd: null }],
    ),
    costNanoUsd,
    ...(isByok === true
      ? { byok: { upstreamCostNanoUsd: upstreamCostNanoUsd ?? null, feeBasisPoints: null } }
      : {}),
    priceVersion,
    startedAt,
    details: { ...details, isEstimated: counts['isEstimated'] },
  }
}
