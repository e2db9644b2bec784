import * as subjects from '@gptget/contracts'
import type { Context } from '../context.ts'
import { captureHold } from '../holds/capture-hold.ts'
import { extendHold } from '../holds/extend-hold.ts'
import { listHolds } from '../holds/list-holds.ts'
import { openHold } from '../holds/open-hold.ts'
import { releaseHold } from '../holds/release-hold.ts'
import { renewHolds } from '../holds/renew-holds.ts'
import { withRecall } from '../holds/with-recall.ts'
import type { Serve } from './serve.ts'

export const serveHolds = (context: Context, serve: Serve): void => {
  const accountOf = async (subject: string): Promise<string> => {
    const { account_id } = await context.db
      .selectFrom('holds')
      .select('account_id')
      .where('subject', '=', subject)
      .executeTakeFirstOrThrow()
    return account_id
  }
  serve(subjects.openHold, (input) =>
    withRecall(
      context,
      input.amountNanoUsd,
      async () => input.accountId,
      () => openHold(context, input),
    ),
  )
  serve(subjects.extendHold, (input) =>
    withRecall(
      context,
      input.amountNanoUsd,
      () => accountOf(input.subject),
      () => extendHold(context, input),
    ),
  )
  serve(subjects.captureHold, async (input) => {
    const captured = await captureHold(context, input)
    if (captured.shortfallNanoUsd > 0n)
      context.logger.warn(
        { chargeId: captured.chargeId, shortfallNanoUsd: String(captured.shortfallNanoUsd) },
        'a wallet was short',
      )
    return captured
  })
  serve(subjects.releaseHold, (input) => releaseHold(context, input))
  serve(subjects.renewHolds, (input) => renewHolds(context, input))
  serve(subjects.listHolds, (input) => listHolds(context, input))
}
