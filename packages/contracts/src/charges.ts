import { z } from 'zod'
import { nanoUsd } from './subject.ts'
import { unit } from './vocabulary.ts'

/**
 * One unit of a charge. The costs of the lines sum to the cost of the charge, which is rounded up once over all lines.
 * `rateNanoUsd` and `costNanoUsd` are null in charges from before lines, which only have the sum.
 */
export const chargeLine = z.object({
  unit,
  quantity: z.number().int().nonnegative(),
  /** Nano-USD for as many units as `RATE_SIZES` of the money package says. Before the fee for an own key. */
  rateNanoUsd: nanoUsd.nullable(),
  costNanoUsd: nanoUsd.nullable(),
})
export type ChargeLine = z.output<typeof chargeLine>

/** The fields of every charge. Times are ISO 8601 in UTC. */
export const chargeFields = {
  /** A second charge with the same id changes nothing. */
  id: z.string(),
  accountId: z.string(),
  keyId: z.string(),
  /** The product, as activity names it: the id of a model, or something else. */
  product: z.string(),
  lines: z.array(chargeLine),
  costNanoUsd: nanoUsd,
  /** The version of the prices; null if it is free. */
  priceVersion: z.string().nullable(),
  startedAt: z.string(),
}

/** The account's own provider key was used: the cost is the platform's fee. */
export const byokCharge = z.object({
  /** What the provider charges the owner of that key, by list price; null if unknown. */
  upstreamCostNanoUsd: nanoUsd.nullable(),
  /** The fee as a share of the list price; null in charges from before lines. */
  feeBasisPoints: z.number().int().nonnegative().nullable(),
})
