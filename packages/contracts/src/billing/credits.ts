import { z } from 'zod'
import { actor } from './audit.ts'
import { defineBroadcast, defineCall, nanoUsd } from '../subject.ts'

/** Balance as of the call: usage that was acknowledged before it is included. */
export const readCredits = defineCall(
  'billing.credits.get',
  z.object({ accountId: z.string() }),
  z.object({
    /** Everything ever granted. */
    totalCreditsNanoUsd: nanoUsd,
    /** Everything ever charged. */
    totalUsageNanoUsd: nanoUsd,
    availableNanoUsd: nanoUsd,
    leasedNanoUsd: nanoUsd,
    /** Set aside for what outlives a request (`openHold`). */
    heldNanoUsd: nanoUsd,
  }),
)

const creditChange = z.object({
  accountId: z.string(),
  amountNanoUsd: nanoUsd,
  reason: z.string().min(1).max(500),
  actor: actor.optional(),
})
const changedCredits = z.object({ entryId: z.string(), availableNanoUsd: nanoUsd })

export const grantCredits = defineCall('billing.credits.grant', creditChange, changedCredits)

/** Grants what was paid, once for each `paymentId`: that of the payment service. A repeat changes nothing. */
export const creditPayment = defineCall(
  'billing.payments.credit',
  creditChange.extend({ paymentId: z.string().min(1).max(200) }),
  z.object({ entryId: z.string(), isNew: z.boolean() }),
)

const payment = z.object({
  paymentId: z.string(),
  /** Of the ledger. */
  entryId: z.string(),
  amountNanoUsd: nanoUsd,
  createdAt: z.string(),
})
export type Payment = z.output<typeof payment>

/** The 200 newest payments of an account, the newest first. */
export const listPayments = defineCall(
  'billing.payments.list',
  z.object({ accountId: z.string() }),
  z.object({ payments: z.array(payment) }),
)

/** Takes back what was neither spent nor leased. The amount is above zero. */
export const takeBackCredits = defineCall('billing.credits.take_back', creditChange, changedCredits)

export const leaseRecord = z.object({
  leaseId: z.string(),
  grantedNanoUsd: nanoUsd,
  expiresAt: z.string(),
})
export type LeaseRecord = z.output<typeof leaseRecord>

/** What can stand in the way of a lease, tightest word first: `credits` is the wallet itself. */
export const creditLimitSource = z.enum([
  'credits',
  'key_credit_limit',
  'key_credit_limit_per_day',
  'key_credit_limit_per_month',
  'account_credit_limit_per_day',
  'account_credit_limit_per_month',
])
export type CreditLimitSource = z.output<typeof creditLimitSource>

export const leaseRefusal = z.object({
  source: creditLimitSource.or(z.literal('unknown_account')),
  /** null: the wallet, which has no limit but what is in it. */
  limitNanoUsd: nanoUsd.nullable(),
  availableNanoUsd: nanoUsd,
  /**
   * What processes hold of it, the asking one included: what is not in use comes back when recalled (`leasesRecalled`).
   */
  leasedNanoUsd: nanoUsd,
  /** When a day's or month's limit begins anew, ISO 8601. */
  resetsAt: z.string().nullable(),
})
export type LeaseRefusal = z.output<typeof leaseRefusal>

/**
 * Takes credit out of a wallet for one process to spend from memory. `keyId` is given for keys with a credit limit of
 * their own: the lease then counts against that limit too and is spent by that key only. The account's own limits
 * count always. Grants at least `wantNanoUsd` and more where there is, or nothing and says what stands in the way.
 */
export const takeLease = defineCall(
  'billing.leases.take',
  z.object({ accountId: z.string(), keyId: z.string().nullable(), holder: z.string(), wantNanoUsd: nanoUsd }),
  z.object({ lease: leaseRecord.nullable(), refusal: leaseRefusal.nullable() }),
)

/**
 * Adds to an open lease, for an answer that outgrew what was set aside for it: its charge names that lease. Exactly so
 * much or nothing. Not to be repeated where no answer came: what was added then comes back when the lease closes.
 */
export const extendLease = defineCall(
  'billing.leases.extend',
  z.object({ leaseId: z.string(), amountNanoUsd: nanoUsd }),
  z.object({ refusal: leaseRefusal.nullable() }),
)

/**
 * A holder's sign of life for all its leases; without it a lease expires. Answers those it must no longer spend from.
 */
export const renewLeases = defineCall(
  'billing.leases.renew',
  z.object({ holder: z.string(), leaseIds: z.array(z.string()) }),
  z.object({ expiresAt: z.string(), goneLeaseIds: z.array(z.string()) }),
)

/**
 * Gives back what is neither spent nor held. `isFinal`: the holder will not spend from the lease again.
 * A holder that may ask twice (no answer came) says what it had given back of this lease before: the repeat then
 * changes nothing. Without it, it must count an unanswered return as done.
 */
export const returnLease = defineCall(
  'billing.leases.return',
  z.object({
    leaseId: z.string(),
    amountNanoUsd: nanoUsd,
    returnedBeforeNanoUsd: nanoUsd.optional(),
    isFinal: z.boolean(),
  }),
  z.object({ isReturned: z.boolean() }),
)

/** Asks every holder but one to give back unspent credit of an account, because a request elsewhere needs it. */
export const leasesRecalled = defineBroadcast(
  'billing.leases.recalled',
  z.object({ accountId: z.string(), exceptHolder: z.string() }),
)

export const verifyLedger = defineCall(
  'billing.ledger.verify',
  z.object({}),
  z.object({
    checks: z.array(
      z.object({
        name: z.string(),
        isPassed: z.boolean(),
        checkedCount: z.number().int(),
        breaches: z.array(z.string()),
      }),
    ),
  }),
)
