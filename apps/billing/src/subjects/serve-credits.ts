import * as subjects from '@gptget/contracts'
import type { Context } from '../context.ts'
import { readActivity } from '../exports/read-activity.ts'
import { readLedger } from '../exports/read-ledger.ts'
import { readGeneration } from '../generations/read-generation.ts'
import { renewLeases } from '../leases/renew-leases.ts'
import { returnLease } from '../leases/return-lease.ts'
import { takeLease } from '../leases/take-lease.ts'
import { grantCredits } from '../ledger/grant-credits.ts'
import { readCredits } from '../ledger/read-credits.ts'
import { verifyLedger } from '../ledger/verify-ledger.ts'
import type { Serve } from './serve.ts'

export const serveCredits = (ctx: Context, serve: Serve): void => {
  serve(subjects.readCredits, (input) => readCredits(ctx, input))
  serve(subjects.grantCredits, (input) => grantCredits(ctx, input))
  serve(subjects.takeLease, async (input) => {
    const taken = await takeLease(ctx, input)
    ctx.metrics.leaseAnswered(taken.refusal?.source ?? 'granted')
    return taken
  })
  serve(subjects.renewLeases, (input) => renewLeases(ctx, input))
  serve(subjects.returnLease, (input) => returnLease(ctx, input))
  serve(subjects.verifyLedger, () => verifyLedger(ctx))
  serve(subjects.readActivity, (input) => readActivity(ctx, input))
  serve(subjects.readLedger, (input) => readLedger(ctx, input))
  serve(subjects.readGeneration, (input) => readGeneration(ctx, input))
}
