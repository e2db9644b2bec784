import { z } from 'zod'
import { actor } from './audit.ts'
import { defineBroadcast, defineCall, nanoUsd } from '../subject.ts'

/** The balance at the time of the call, including usage acknowledged before it. */
export const readCredits = defineCall(
  'billing.credits.get',
  z.object({ accountId: z.string() }),
  z.object({
    /** Total of all grants. */
    totalCreditsNanoUsd: nanoUsd,
    /** Total of all charges. */
    totalUsageNanoUsd: nanoUsd,
    availableNanoUsd: nanoUsd,
    leasedNanoUsd: nanoUsd,
    /** Reserved for what outlives a request (`openHold`). */
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

/** Credits a payment, once for each `paymentId` of the payment service. A repeat changes nothing. */
export const creditPayment = defineCall(
  'billing.payments.credit',
  creditChange.extend({ paymentId: z.string().min(1).max(200) }),
  z.object({ entryId: z.string(), isNew: z.boolean() }),
)

/**
 * What became of a payment: what of it was refunded in all, or what its payer’s bank claims. A dispute that was won is
 * closed with an amount of zero.
 */
export const reversal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refund'), amountNanoUsd: nanoUsd }),
  z.object({ kind: z.literal('dispute'), amountNanoUsd: nanoUsd, isClosed: z.boolean() }),
])
export type Reversal = z.output<typeof reversal>

/**
 * Takes the credit of a payment back, as far as the wallet has it; the rest is owed and taken from the next credit. In
 * any order and repeatedly. Fails with `not_found` for a payment that was never credited.
 */
export const reversePayment = defineCall(
  'billing.payments.reverse',
  z.object({ paymentId: z.string().min(1).max(200), reversal }),
  z.object({ owedNanoUsd: nanoUsd }),
)

const payment = z.object({
  paymentId: z.string(),
  /** Id of the ledger entry. */
  entryId: z.string(),
  amountNanoUsd: nanoUsd,
  /** What of it was refunded or is disputed, and what of that the account still owes. */
  reversedNanoUsd: nanoUsd,
  owedNanoUsd: nanoUsd,
  createdAt: z.string(),
})
export type Payment = z.output<typeof payment>

/** The 200 newest payments of an account, newest first. */
export const listPayments = defineCall(
  'billing.payments.list',
  z.object({ accountId: z.string() }),
  z.object({ payments: z.array(payment) }),
)

/** Takes back credit that is neither spent nor leased. The amount is positive. */
export const takeBackCredits = defineCall('billing.credits.take_back', creditChange, changedCredits)

export const leaseRecord = z.object({
  leaseId: z.string(),
  grantedNanoUsd: nanoUsd,
  expiresAt: z.string(),
})
export type LeaseRecord = z.output<typeof leaseRecord>

/** The limits that can prevent a lease, in order; `credits` is the wallet itself. */
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
  /** null: the wallet, which is only limited by its content. */
  limitNanoUsd: nanoUsd.nullable(),
  availableNanoUsd: nanoUsd,
  /** What processes hold of it, including the calling one: unused credit returns when recalled (`leasesRecalled`). */
  leasedNanoUsd: nanoUsd,
  /** When a daily or monthly limit resets, ISO 8601. */
  resetsAt: z.string().nullable(),
})
export type LeaseRefusal = z.output<typeof leaseRefusal>

/**
 * Lends credit of a wallet to one process, which spends it from memory. `keyId` is given for keys with their own credit
 * limit: the lease then also counts against that limit, and only that key may spend it. The account's limits always
 * count. Grants at least `wantNanoUsd` and more if possible, or nothing with the reason.
 */
export const takeLease = defineCall(
  'billing.leases.take',
  z.object({ accountId: z.string(), keyId: z.string().nullable(), holder: z.string(), wantNanoUsd: nanoUsd }),
  z.object({ lease: leaseRecord.nullable(), refusal: leaseRefusal.nullable() }),
)

/**
 * Adds to an open lease, for an answer that exceeds its reservation and whose charge names that lease. Exactly this
 * amount or nothing. Do not repeat it without an answer: what was added then returns when the lease closes.
 */
export const extendLease = defineCall(
  'billing.leases.extend',
  z.object({ leaseId: z.string(), amountNanoUsd: nanoUsd }),
  z.object({ refusal: leaseRefusal.nullable() }),
)

/** A holder renews all its leases; otherwise they expire. Returns those that it may no longer use. */
export const renewLeases = defineCall(
  'billing.leases.renew',
  z.object({ holder: z.string(), leaseIds: z.array(z.string()) }),
  z.object({ expiresAt: z.string(), goneLeaseIds: z.array(z.string()) }),
)

/**
 * Returns credit that is neither spent nor held. `isFinal`: the holder will not use the lease again. A holder that may
 * call twice (without an answer) gives what it had returned of this lease before, so that the repeat changes nothing.
 * Without it, it must count an unanswered return as done.
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

/** Asks every holder but one to return unused credit of an account, because a request elsewhere needs it. */
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
