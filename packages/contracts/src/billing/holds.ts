import { z } from 'zod'
import { defineCall, nanoUsd } from '../subject.ts'
import { byokCharge, chargeFields, chargeLine } from '../charges.ts'
import { leaseRefusal } from './credits.ts'

/*
 * What outlives a request (a task, a realtime session, a computer, a run of an agent) is paid from a durable hold:
 * credit that billing sets aside in Postgres, so that no process has to stay alive for it. Each call is one transaction
 * with the ledger, and changes nothing when it is repeated with the same subject and step: ask again when no answer
 * comes.
 */

/** What a hold is for: the id of a task, session, computer or run. No two share one. */
const subject = z.string().regex(/^[\w.:-]{1,200}$/)
/** Which part of its work: unique within the subject. `open` and `release` name the first and the last. */
const step = z.string().regex(/^(?!(open|release)$)[\w.:-]{1,100}$/)

export const holdRecord = z.object({
  subject: z.string(),
  accountId: z.string(),
  keyId: z.string(),
  /** The service that answers for it. */
  owner: z.string(),
  status: z.enum(['open', 'released']),
  /** All that was ever set aside for it, and what of that was charged and given back. */
  amountNanoUsd: nanoUsd,
  capturedNanoUsd: nanoUsd,
  releasedNanoUsd: nanoUsd,
  /** What is left to charge from. */
  remainingNanoUsd: nanoUsd,
  /** Without a sign of life of its owner until then it counts as left behind. */
  expiresAt: z.string(),
  createdAt: z.string(),
})
export type HoldRecord = z.output<typeof holdRecord>

/** Either the hold as it is now, or why nothing was set aside. */
const heldOrRefused = z.object({ hold: holdRecord.nullable(), refusal: leaseRefusal.nullable() })
export type HoldAnswer = z.output<typeof heldOrRefused>

/** Sets credit aside, all of it or none. Credit that lies idle at other processes is called back first. */
export const openHold = defineCall(
  'billing.holds.open',
  z.object({
    subject,
    accountId: z.string(),
    keyId: z.string(),
    owner: z.string().min(1).max(100),
    amountNanoUsd: nanoUsd,
  }),
  heldOrRefused,
)

/** Sets more aside. Fails as `not_found` without a hold, as `conflict` on one that is released. */
export const extendHold = defineCall(
  'billing.holds.extend',
  z.object({ subject, step, amountNanoUsd: nanoUsd }),
  heldOrRefused,
)

/** A part of the work that is paid from a hold: the charge as it is stored. Its id is `<subject>/<step>`. */
export const captureEvent = z.object({
  kind: z.literal('capture'),
  ...chargeFields,
  subject: z.string(),
  step: z.string(),
  byok: byokCharge.optional(),
  /** What its receipt says beside the charge. */
  details: z.record(z.string(), z.json()),
})
export type CaptureEvent = z.output<typeof captureEvent>

/**
 * Charges a part of the work: from the hold, what it lacks from the wallet, and what that lacks is recorded as
 * shortfall. What was used is charged on a released hold too.
 */
export const captureHold = defineCall(
  'billing.holds.capture',
  z.object({
    subject,
    step,
    product: z.string().min(1).max(200),
    lines: z.array(chargeLine),
    costNanoUsd: nanoUsd,
    priceVersion: z.string().nullable(),
    startedAt: z.string(),
    byok: byokCharge.optional(),
    details: z.record(z.string(), z.json()),
    /** Gives back in the same transaction what is left. */
    isLast: z.boolean(),
  }),
  z.object({ chargeId: z.string(), shortfallNanoUsd: nanoUsd, hold: holdRecord }),
)

/** Gives back what is left, and ends the hold. */
export const releaseHold = defineCall(
  'billing.holds.release',
  z.object({ subject }),
  z.object({ hold: holdRecord }),
)

/** An owner's sign of life for its holds; say it a few times in `HOLD_LIFETIME_MS`. Answers those that are not open. */
export const renewHolds = defineCall(
  'billing.holds.renew',
  z.object({ owner: z.string(), subjects: z.array(z.string()).max(1_000) }),
  z.object({ goneSubjects: z.array(z.string()) }),
)
export const HOLD_LIFETIME_MS = 15 * 60_000

/** Oldest first. `isLeftBehind`: only open ones whose owner gave no sign of life in time. */
export const listHolds = defineCall(
  'billing.holds.list',
  z.object({
    accountId: z.string().optional(),
    owner: z.string().optional(),
    isLeftBehind: z.boolean(),
    isReleasedIncluded: z.boolean(),
    after: z.string().optional(),
  }),
  z.object({ holds: z.array(holdRecord), next: z.string().nullable() }),
)

export type OpenHold = z.output<(typeof openHold)['request']>
export type ExtendHold = z.output<(typeof extendHold)['request']>
export type CaptureHold = z.output<(typeof captureHold)['request']>
export type ListHolds = z.output<(typeof listHolds)['request']>
