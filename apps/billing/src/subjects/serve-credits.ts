import * as subjects from '@gptget/contracts'
import type { Context } from '../context.ts'
import { readActivity } from '../exports/read-activity.ts'
import { readLedger } from '../exports/read-ledger.ts'
import { readGeneration } from '../generations/read-generation.ts'
import { extendLease } from '../leases/extend-lease.ts'
import { renewLeases } from '../leases/renew-leases.ts'
import { returnLease } from '../leases/return-lease.ts'
import { takeLease } from '../leases/take-lease.ts'
import { grantCredits } from '../ledger/grant-credits.ts'
import { readCredits } from '../ledger/read-credits.ts'
import { takeBackCredits } from '../ledger/take-back-credits.ts'
import { verifyLedger } from '../ledger/verify-ledger.ts'
import { creditPayment } from '../payments/credit-payment.ts'
import { listPayments } from '../payments/list-payments.ts'
import { reversePayment } from '../payments/reverse-payment.ts'
import type { Serve } from './serve.ts'

export const serveCredits = (context: Context, serve: Serve): void => {
  serve(subjects.readCredits, (input) => readCredits(context, input))
  serve(subjects.grantCredits, (input) => grantCredits(context, input))
  serve(subjects.creditPayment, (input) => creditPayment(context, input))
  serve(subjects.listPayments, (input) => listPayments(context, input))
  serve(subjects.reversePayment, async (input) => {
    const { accountId, owedNanoUsd } = await reversePayment(context, input)
    // Edges return the credit that they do not need, which then pays what is owed.
    if (owedNanoUsd > 0n) context.bus.emit(subjects.leasesRecalled, { accountId, exceptHolder: '' })
    return { owedNanoUsd }
  })
  serve(subjects.takeBackCredits, async ({ amountNanoUsd, ...input }) => {
    // Idle credit of edges returns, at the latest for the next attempt.
    context.bus.emit(subjects.leasesRecalled, { accountId: input.accountId, exceptHolder: '' })
    return takeBackCredits(context, { ...input, amountNanoUsd: -amountNanoUsd })
  })
  serve(subjects.takeLease, async (input) => {
    const taken = await takeLease(context, input)
    context.metrics.leaseAnswered(taken.refusal?.source ?? 'granted')
    return taken
  })
  serve(subjects.extendLease, (input) => extendLease(context, input))
  serve(subjects.renewLeases, (input) => renewLeases(context, input))
  serve(subjects.returnLease, (input) => returnLease(context, input))
  serve(subjects.verifyLedger, () => verifyLedger(context))
  serve(subjects.readActivity, (input) => readActivity(context, input))
  serve(subjects.readLedger, (input) => readLedger(context, input))
  serve(subjects.readGeneration, (input) => readGeneration(context, input))
}
