import * as subjects from '@gptget/bus'
import type { Context } from '../context.ts'
import { readGeneration } from '../generations/read-generation.ts'
import { renewLeases } from '../leases/renew-leases.ts'
import { returnLease } from '../leases/return-lease.ts'
import { takeLease, type TakeLeaseInput, type TakenLease } from '../leases/take-lease.ts'
import { grantCredits } from '../ledger/grant-credits.ts'
import { readCredits } from '../ledger/read-credits.ts'
import { verifyLedger } from '../ledger/verify-ledger.ts'
import type { Serve } from './serve.ts'

export const serveCredits = (ctx: Context, serve: Serve): void => {
  serve(subjects.readCredits, (input) => readCredits(ctx, input))
  serve(subjects.grantCredits, (input) => grantCredits(ctx, input))
  serve(subjects.takeLease, async (input) => recallIfShort(ctx, input, await takeLease(ctx, input)))
  serve(subjects.renewLeases, (input) => renewLeases(ctx, input))
  serve(subjects.returnLease, (input) => returnLease(ctx, input))
  serve(subjects.verifyLedger, () => verifyLedger(ctx))
  serve(subjects.readGeneration, (input) => readGeneration(ctx, input))
}

/** A refusal while others hold credit of the same account: they are asked for what they do not need. */
const recallIfShort = (
  ctx: Context,
  { accountId, holder }: TakeLeaseInput,
  taken: TakenLease,
): TakenLease => {
  ctx.metrics.leaseAnswered(taken.refusal ?? 'granted')
  if (taken.lease === null && taken.leasedNanoUsd > 0n)
    ctx.bus.emit(subjects.leasesRecalled, { accountId, exceptHolder: holder })
  return taken
}
