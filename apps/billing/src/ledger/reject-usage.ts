import { createHash } from 'node:crypto'
import type { UnreadableUsage } from '@gptget/bus'
import type { UsageEvent } from '@gptget/contracts'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { writeChargeJson } from './charge-json.ts'

export type RejectedUsage = { event: UsageEvent; reason: string }

/** Puts usage aside that cannot be booked, and logs an error: it was served and is not paid for. */
export const rejectUsage = async (context: LedgerContext, rejected: RejectedUsage[]): Promise<void> => {
  for (const { event, reason } of rejected)
    context.logger.error(
      { chargeId: event.id, accountId: event.accountId, costNanoUsd: String(event.costNanoUsd), reason },
      'usage cannot be booked',
    )
  await keep(
    context,
    rejected.map(({ event, reason }) => ({ id: event.id, reason, json: writeChargeJson(event) })),
  )
}

/** Puts usage aside that cannot be read, as its text, under the id it contains, if any. */
export const rejectUnreadable = async (
  context: LedgerContext,
  unreadable: readonly UnreadableUsage[],
): Promise<void> => {
  for (const { reason, text } of unreadable)
    context.logger.error({ reason, text: text.slice(0, LONGEST_LOGGED_TEXT) }, 'usage cannot be read')
  await keep(
    context,
    unreadable.map(({ text, reason }) => ({ id: idIn(text), reason, json: JSON.stringify(text) })),
  )
}

const LONGEST_LOGGED_TEXT = 2_000

const idIn = (text: string): string =>
  /"(?:id|generationId)":"([^"\\]{1,200})"/.exec(text)?.[1] ??
  `unreadable-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`

type Kept = { id: string; reason: string; json: string }

const keep = async (context: LedgerContext, kept: Kept[]): Promise<void> => {
  if (kept.length === 0) return
  const rejectedAt = context.now()
  await context.db
    .insertInto('rejected_usage')
    .columns(['charge_id', 'reason', 'document', 'rejected_at'])
    .expression(
      sql`select id, reason, document::json, ${rejectedAt}::timestamptz from unnest(
        ${kept.map(({ id }) => withoutNul(id))}::text[],
        ${kept.map(({ reason }) => withoutNul(reason))}::text[],
        ${kept.map(({ json }) => json)}::text[]
      ) as rejection (id, reason, document)`,
    )
    .onConflict((conflict) => conflict.column('charge_id').doNothing())
    .execute()
}

/** Postgres text supports every character but this one. */
const withoutNul = (text: string): string => text.replaceAll('\u0000', '\uFFFD')
