import type { UsageEvent } from '@gptget/contracts'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { writeUsageJson } from './usage-json.ts'

export type RejectedUsage = { event: UsageEvent; reason: string }

/** Sets usage aside that cannot be booked, and says so loudly: it was served and is not paid for. */
export const rejectUsage = async (context: LedgerContext, rejected: RejectedUsage[]): Promise<void> => {
  if (rejected.length === 0) return
  for (const { event, reason } of rejected)
    context.logger.error(
      {
        generationId: event.generationId,
        accountId: event.accountId,
        costNanoUsd: String(event.costNanoUsd),
        reason,
      },
      'usage cannot be booked',
    )
  const rejectedAt = context.now()
  await context.db
    .insertInto('rejected_usage')
    .columns(['generation_id', 'reason', 'event', 'rejected_at'])
    .expression(
      sql`select id, reason, event::json, ${rejectedAt}::timestamptz from unnest(
        ${rejected.map(({ event }) => withoutNul(event.generationId))}::text[],
        ${rejected.map(({ reason }) => withoutNul(reason))}::text[],
        ${rejected.map(({ event }) => writeUsageJson(event))}::text[]
      ) as rejection (id, reason, event)`,
    )
    .onConflict((conflict) => conflict.column('generation_id').doNothing())
    .execute()
}

/** Postgres text holds every character but this one. */
const withoutNul = (text: string): string => text.replaceAll('\u0000', '\uFFFD')
