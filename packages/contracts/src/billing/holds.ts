import { z } from 'zod'
import { jsonValue } from '../json.ts'
import { defineCall, nanoUsd } from '../subject.ts'
import { byokCharge, chargeFields, chargeLine } from '../charges.ts'
import { leaseRefusal } from './credits.ts'

/*
 * What outlives a request (a task, a realtime session, a computer, a run of an agent) is paid from a durable hold:
 * credit that billing reserves in Postgres, so that no process has to stay alive for it. Each call is one transaction
 * with the ledger, and a repeat with the same subject and step changes nothing: repeat it if there is no answer.
 */

/** The subject of a hold: the id of a task, session, computer or run. Each has its own. */
const subject = z.string().regex(/^[\w.:-]{1,200}$/)
/** The step of the work: unique within the subject. `open` and `release` are the first and the last. */
const step = z.string().regex(/^(?!(open|release)$)[\w.:-]{1,100}$/)

export const holdRecord = z.object({
  subject: z.string(),
  accountId: z.string(),
  keyId: z.string(),
  /** The owning service. */
  owner: z.string(),
  status: z.enum(['open', 'released']),
  /** The total that was reserved, charged and released. */
  amountNanoUsd: nanoUsd,
  capturedNanoUsd: nanoUsd,
  releasedNanoUsd: nanoUsd,
  /** The rest that can be charged. */
  remainingNanoUsd: nanoUsd,
  /** If its owner does not renew it until then, it counts as left behind. */
  expiresAt: z.string(),
  createdAt: z.string(),
})
export type HoldRecord = z.output<typeof holdRecord>

/** Either the current hold, or why nothing was reserved. */
const heldOrRefused = z.object({ hold: holdRecord.nullable(), refusal: leaseRefusal.nullable() })
export type HoldAnswer = z.output<typeof heldOrRefused>

/** Reserves credit, all of it or none. Idle credit of other processes is recalled first. */
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

/** Reserves more. Fails with `not_found` without a hold, with `conflict` for a released one. */
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
  /** The content of its receipt besides the charge. */
  details: z.record(z.string(), jsonValue),
})
export type CaptureEvent = z.output<typeof captureEvent>

/**
 * Charges a part of the work: from the hold, then from the wallet, and the rest is recorded as shortfall. What was used
 * is charged even if the hold was released.
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
    details: z.record(z.string(), jsonValue),
    /** Releases the rest in the same transaction. */
    isLast: z.boolean(),
  }),
  z.object({ chargeId: z.string(), shortfallNanoUsd: nanoUsd, hold: holdRecord }),
)

/** Releases the rest, and ends the hold. */
export const releaseHold = defineCall(
  'billing.holds.release',
  z.object({ subject }),
  z.object({ hold: holdRecord }),
)

/** An owner renews its holds; call it several times in `HOLD_LIFETIME_MS`. Returns those that are not open. */
export const renewHolds = defineCall(
  'billing.holds.renew',
  z.object({ owner: z.string(), subjects: z.array(z.string()).max(1_000) }),
  z.object({ goneSubjects: z.array(z.string()) }),
)
export const HOLD_LIFETIME_MS = 15 * 60_000

/** Oldest first. `isLeftBehind`: only open ones that their owner did not renew in time. */
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
