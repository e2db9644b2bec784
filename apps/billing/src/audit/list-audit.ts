import type { AuditEntry } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { requireAccount } from '../db/read-account.ts'
import type { LedgerContext } from '../context.ts'

export type ListAuditInput = { accountId: string; after?: string; limit: number }

/** One page of an account's changes, newest first. @throws PublicError not_found */
export const listAudit = async (
  context: LedgerContext,
  { accountId, after, limit }: ListAuditInput,
): Promise<{ entries: AuditEntry[]; hasMore: boolean }> => {
  await requireAccount(context.db, accountId)
  const page = context.db
    .selectFrom('audit')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('sequence', 'desc')
    .limit(limit + 1)
  const rows = await (
    after === undefined ? page : page.where('sequence', '<', await sequenceOf(context, accountId, after))
  ).execute()
  const entries = rows.slice(0, limit).map((row) => ({
    auditId: row.id,
    actor: { kind: row.actor_kind, id: row.actor_id },
    action: row.action,
    subject: row.subject,
    details: row.details,
    createdAt: row.created_at.toISOString(),
  }))
  return { entries, hasMore: rows.length > limit }
}

/** Entries of other accounts cannot be named. */
const sequenceOf = async (context: LedgerContext, accountId: string, auditId: string): Promise<bigint> => {
  const row = await context.db
    .selectFrom('audit')
    .select('sequence')
    .where('id', '=', auditId)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (row !== undefined) return row.sequence
  throw new PublicError('not_found', `There is no audit entry "${auditId}".`, { param: 'after' })
}
