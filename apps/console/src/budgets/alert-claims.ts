import { withTransaction } from '@gptget/postgres'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'

/** A process that claimed an alert and has not reported back after this time counts as dead. */
const CLAIM_MS = 5 * 60_000

type Alert = { organizationId: string; month: string; percents: readonly number[] }

/**
 * Claims alerts for this process. Returns those that were not sent yet and that no other process is sending. Returns
 * none if the budget has changed since it was read: the change has decided which alerts count as sent.
 */
export const claimAlerts = (
  { db, now }: Pick<Context, 'db' | 'now'>,
  { amountCents, ...alert }: Alert & { amountCents: number },
): Promise<number[]> =>
  withTransaction(db, async (tx) => {
    const budget = await tx
      .selectFrom('budgets')
      .select('amount_cents')
      .where('organization_id', '=', alert.organizationId)
      .where('amount_cents', '=', amountCents)
      .forShare()
      .executeTakeFirst()
    return budget === undefined ? [] : insertClaims(tx, now(), alert)
  })

const insertClaims = async (
  tx: Transaction,
  now: Date,
  { organizationId, month, percents }: Alert,
): Promise<number[]> => {
  const claimed_until = new Date(now.getTime() + CLAIM_MS)
  const rows = percents.map((percent) => ({
    organization_id: organizationId,
    month,
    percent,
    claimed_until,
    told_at: null,
  }))
  const claimed = await tx
    .insertInto('budget_alerts')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'month', 'percent'])
        .doUpdateSet({ claimed_until })
        .where('budget_alerts.told_at', 'is', null)
        .where('budget_alerts.claimed_until', '<=', now),
    )
    .returning('percent')
    .execute()
  return claimed.map(({ percent }) => percent)
}

const ofAlert = ({ db }: Pick<Context, 'db'>, { organizationId, month, percents }: Alert) =>
  db
    .updateTable('budget_alerts')
    .where('organization_id', '=', organizationId)
    .where('month', '=', month)
    .where('percent', 'in', percents)

/** Marks alerts as sent: they are not sent again this month. */
export const markTold = async (context: Pick<Context, 'db' | 'now'>, alert: Alert): Promise<void> => {
  await ofAlert(context, alert).set({ told_at: context.now() }).execute()
}

/** Gives claims back after a failure, so that the next check tries again. */
export const releaseAlerts = async (context: Pick<Context, 'db' | 'now'>, alert: Alert): Promise<void> => {
  await ofAlert(context, alert).set({ claimed_until: context.now() }).execute()
}

/** After a change of the budget, in its transaction: thresholds that are no longer reached may be sent again. */
export const forgetAlerts = async (
  tx: Transaction,
  { organizationId, reached }: { organizationId: string; reached: readonly number[] },
): Promise<void> => {
  const all = tx.deleteFrom('budget_alerts').where('organization_id', '=', organizationId)
  await (reached.length === 0 ? all : all.where('percent', 'not in', reached)).execute()
}
