import { z } from 'zod'
import { defineCall, nanoUsd } from '../subject.ts'

const count = z.number().int().nonnegative()
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** What one key did with one model on one day of UTC. */
export const activityRow = z.object({
  day,
  keyId: z.string(),
  /** null: the key is not known any more. */
  keyName: z.string().nullable(),
  model: z.string(),
  isByok: z.boolean(),
  requests: count,
  inputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
  cacheWrite1hTokens: count,
  audioInputTokens: count,
  imageInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  audioOutputTokens: count,
  imageOutputTokens: count,
  /** What it cost, and what of that the wallet paid. */
  costNanoUsd: nanoUsd,
  chargedNanoUsd: nanoUsd,
})
export type ActivityRow = z.output<typeof activityRow>

/** Served by billing, page by page: `after` is the `next` of the page before. Days from `from` to `to`, both included. */
export const readActivity = defineCall(
  'billing.activity.get',
  z.object({
    accountId: z.string(),
    from: day,
    to: day,
    keyId: z.string().optional(),
    model: z.string().optional(),
    after: z.string().optional(),
  }),
  z.object({ rows: z.array(activityRow), next: z.string().nullable() }),
)

/** One transaction of an account's wallet. */
export const ledgerEntry = z.object({
  transactionId: z.string(),
  kind: z.enum(['grant', 'usage']),
  createdAt: z.string(),
  generationId: z.string().nullable(),
  priceVersion: z.string().nullable(),
  reason: z.string().nullable(),
  /** What the wallet gained; below zero what it paid. */
  amountNanoUsd: nanoUsd,
  /** What of the cost it could not pay. */
  shortfallNanoUsd: nanoUsd,
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
    generationId: z.string().optional(),
  }),
  z.object({ entries: z.array(ledgerEntry), hasMore: z.boolean() }),
)
