import { z } from 'zod'
import { nanoUsd } from './subject.ts'
import { unit } from './vocabulary.ts'

/**
 * One unit of a charge. The costs of a charge's lines sum to its cost: it is rounded up once, over all lines together.
 * `rateNanoUsd` and `costNanoUsd` are null in charges of the time before lines, which knew their sum only.
 */
export const chargeLine = z.object({
  unit,
  quantity: z.number().int().nonnegative(),
  /** Nano-USD for as many units as `RATE_SIZES` of the money package says. Before the fee for an own key. */
  rateNanoUsd: nanoUsd.nullable(),
  costNanoUsd: nanoUsd.nullable(),
})
export type ChargeLine = z.output<typeof chargeLine>

/** What every charge has. Times are ISO 8601 in UTC. */
export const chargeFields = {
  /** Of two with the same id the second changes nothing. */
  id: z.string(),
  accountId: z.string(),
  keyId: z.string(),
  /** What was used, as activity names it: the id of a model, or of another product. */
  product: z.string(),
  lines: z.array(chargeLine),
  costNanoUsd: nanoUsd,
  /** Names the prices it was charged by; null where it costs nothing. */
  priceVersion: z.string().nullable(),
  startedAt: z.string(),
}

/** The account's own key of a provider was used: the cost is the platform's fee. */
export const byokCharge = z.object({
  /** What the provider asks of that key's owner, by list price; null where it is not known. */
  upstreamCostNanoUsd: nanoUsd.nullable(),
  /** The share of the list price that the fee is; null in charges of the time before lines. */
  feeBasisPoints: z.number().int().nonnegative().nullable(),
})
