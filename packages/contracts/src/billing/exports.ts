import { z } from 'zod'
import { defineCall, nanoUsd } from '../subject.ts'
import { unit } from '../vocabulary.ts'

const count = z.number().int().nonnegative()
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** What one key used of one product (a model, or what else an account can use) on one day of UTC. */
export const activityRow = z.object({
  day,
  keyId: z.string(),
  /** null: the key is not known any more. */
  keyName: z.string().nullable(),
  product: z.string(),
  isByok: z.boolean(),
  requests: count,
  /** How much of each unit that was used. */
  quantities: z.partialRecord(unit, count),
  /** What it cost, and what of that the wallet paid. */
  costNanoUsd: nanoUsd,
  chargedNanoUsd: nanoUsd,
})
export type ActivityRow = z.output<typeof activityRow>

/**
 * Served by billing, page by page: `after` is the `next` of the page before. Days from `from` to `to`, both included.
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
  /** Of a charge; null of a grant. */
  chargeId: z.string().nullable(),
  chargeKind: z.enum(['generation', 'capture']).nullable(),
  priceVersion: z.string().nullable(),
  reason: z.string().nullable(),
  /** What the wallet gained; below zero what it paid. */
  amountNanoUsd: nanoUsd,
  /** What of the cost it could not pay. */
  shortfallNanoUsd: nanoUsd,
  /** What was used and by which key; null of a grant. */
  product: z.string().nullable(),
  keyId: z.string().nullable(),
})
export type LedgerEntry = z.output<typeof ledgerEntry>

/** Every transaction of a wallet, `limit` at a time, in the order in which they were booked or (`desc`) against it. */
export const readLedger = defineCall(
  'billing.ledger.list',
  z.object({
    accountId: z.string(),
    /** The last transaction of the page before. */
    after: z.string().optional(),
    order: z.enum(['asc', 'desc']),
    limit: z.number().int().min(1).max(1_000),
    kind: z.enum(['grant', 'usage']).optional(),
    chargeId: z.string().optional(),
    /** Of charges: only those of this key, of this product, of these days of UTC. */
    keyId: z.string().optional(),
    product: z.string().optional(),
    from: day.optional(),
    to: day.optional(),
  }),
  z.object({ entries: z.array(ledgerEntry), hasMore: z.boolean() }),
)
