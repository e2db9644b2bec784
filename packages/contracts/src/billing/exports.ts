import { z } from 'zod'
import { defineCall, nanoUsd } from '../subject.ts'
import { unit } from '../vocabulary.ts'

const count = z.number().int().nonnegative()
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** One key's use of one product (a model, or something else an account can use) on one day in UTC. */
export const activityRow = z.object({
  day,
  keyId: z.string(),
  /** null: the key no longer exists. */
  keyName: z.string().nullable(),
  product: z.string(),
  isByok: z.boolean(),
  requests: count,
  /** The quantity of each unit. */
  quantities: z.partialRecord(unit, count),
  /** The cost, and the part of it that the wallet paid. */
  costNanoUsd: nanoUsd,
  chargedNanoUsd: nanoUsd,
})
export type ActivityRow = z.output<typeof activityRow>

/**
 * Served by billing, page by page: `after` is the `next` of the previous page. Days from `from` to `to`, both
 * inclusive.
 */
export const readActivity = defineCall(
  'billing.activity.get',
  z.object({
    accountId: z.string(),
    from: day,
    to: day,
    keyId: z.string().optional(),
    product: z.string().optional(),
    after: z.string().optional(),
  }),
  z.object({ rows: z.array(activityRow), next: z.string().nullable() }),
)

/** One transaction of an account's wallet. */
export const ledgerEntry = z.object({
  transactionId: z.string(),
  kind: z.enum(['grant', 'usage']),
  createdAt: z.string(),
  /** For a charge; null for a grant. */
  chargeId: z.string().nullable(),
  chargeKind: z.enum(['generation', 'capture']).nullable(),
  priceVersion: z.string().nullable(),
  reason: z.string().nullable(),
  /** The change of the wallet; negative for a payment. */
  amountNanoUsd: nanoUsd,
  /** The part of the cost that it could not pay. */
  shortfallNanoUsd: nanoUsd,
  /** The usage and the key; null for a grant. */
  product: z.string().nullable(),
  keyId: z.string().nullable(),
})
export type LedgerEntry = z.output<typeof ledgerEntry>

/** Every transaction of a wallet, `limit` at a time, in booking order or (`desc`) in reverse. */
export const readLedger = defineCall(
  'billing.ledger.list',
  z.object({
    accountId: z.string(),
    /** The last transaction of the previous page. */
    after: z.string().optional(),
    order: z.enum(['asc', 'desc']),
    limit: z.number().int().min(1).max(1_000),
    kind: z.enum(['grant', 'usage']).optional(),
    chargeId: z.string().optional(),
    /** For charges: only those of this key, of this product, of these days in UTC. */
    keyId: z.string().optional(),
    product: z.string().optional(),
    from: day.optional(),
    to: day.optional(),
  }),
  z.object({ entries: z.array(ledgerEntry), hasMore: z.boolean() }),
)
