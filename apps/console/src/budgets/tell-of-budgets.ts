import { readMonthlySpend } from '@gptget/contracts'
import type { Context } from '../context.ts'
import { budgetMail } from '../mail/mails.ts'
import { recipientsOf } from '../members/recipients.ts'
import { claimAlerts, markTold, releaseAlerts } from './alert-claims.ts'
import { NANO_USD_PER_CENT, reachedPercents } from './reached.ts'

type Budget = { organizationId: string; name: string; accountId: string; amountCents: number }
type Spent = Budget & { month: string; usedNanoUsd: bigint }

/** How many budgets one query reads. */
const PAGE = 200

/** Mails members who manage credit when a threshold of the monthly budget is reached. Every process checks. */
export const tellOfBudgets = async (context: Context): Promise<void> => {
  if (context.mailer === null) return
  for (let last = ''; ;) {
    const budgets = await readPage(context, last)
    for (const spent of await withSpend(context, budgets)) await tellOf(context, spent)
    if (budgets.length < PAGE) return
    last = budgets.at(-1)!.organizationId
  }
}

const readPage = ({ db }: Context, after: string): Promise<Budget[]> =>
  db
    .selectFrom('budgets')
    .innerJoin('organization', 'organization.id', 'budgets.organization_id')
    .select([
      'organization.id as organizationId',
      'organization.name',
      'organization.accountId',
      'budgets.amount_cents as amountCents',
    ])
    .where('organization.id', '>', after)
    .orderBy('organization.id')
    .limit(PAGE)
    .execute()

const withSpend = async ({ bus }: Context, budgets: readonly Budget[]): Promise<Spent[]> => {
  if (budgets.length === 0) return []
  const accountIds = budgets.map(({ accountId }) => accountId)
  const { month, spend } = await bus.call(readMonthlySpend, { accountIds })
  const used = new Map(spend.map((each) => [each.accountId, each.usedNanoUsd]))
  return budgets.map((budget) => ({ ...budget, month, usedNanoUsd: used.get(budget.accountId) ?? 0n }))
}

/** If several thresholds were passed at once, one mail names the highest, and all of them count as sent. */
const tellOf = async (context: Context, spent: Spent): Promise<void> => {
  const { organizationId, month, amountCents } = spent
  const reached = reachedPercents(spent.usedNanoUsd, spent.amountCents)
  if (reached.length === 0) return
  const percents = await claimAlerts(context, { organizationId, month, amountCents, percents: reached })
  if (percents.length === 0) return
  const isTold = await send(context, spent, Math.max(...percents))
  await (isTold ? markTold : releaseAlerts)(context, { organizationId, month, percents })
}

/** Whether at least one mail was sent. If another one failed, the first person does not get it twice. */
const send = async (context: Context, spent: Spent, percent: number): Promise<boolean> => {
  const { organizationId, name, month, amountCents } = spent
  const recipients = await recipientsOf(context, organizationId, 'manage-credits')
  const facts = {
    organization: name,
    percent,
    month,
    spent: usd(Number(spent.usedNanoUsd / NANO_USD_PER_CENT)),
    budget: usd(amountCents),
  }
  const sent = await Promise.allSettled(recipients.map((to) => context.mailer!.send(budgetMail(to, facts))))
  for (const one of sent)
    if (one.status === 'rejected')
      context.logger.error(
        { err: one.reason, organizationId, percent },
        'a mail of a budget could not be sent',
      )
  return recipients.length === 0 || sent.some(({ status }) => status === 'fulfilled')
}

const usd = (cents: number): string => `$${(cents / 100).toFixed(2)}`
