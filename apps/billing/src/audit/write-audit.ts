import { OPERATOR, type Actor, type AuditAction } from '@gptget/contracts'
import type { LedgerContext } from '../context.ts'
import type { Transaction } from '../db/schema/index.ts'

/** The actor; the operator if a caller names none. */
export type By = { actor?: Actor | undefined }

export type Change = By & {
  accountId: string
  action: AuditAction
  /** The id of what is changed. */
  subject: string
  /** The new values, never a secret. Amounts are decimal text. */
  details?: Record<string, unknown>
}

/** Records who made a change, in the transaction that makes it. */
export const writeAudit = async (
  context: LedgerContext,
  tx: Transaction,
  { accountId, actor = OPERATOR, action, subject, details = {} }: Change,
): Promise<void> => {
  await tx
    .insertInto('audit')
    .values({
      id: context.createId('audit'),
      account_id: accountId,
      actor_kind: actor.kind,
      actor_id: actor.id,
      action,
      subject,
      details: JSON.stringify(details, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
      created_at: context.now(),
    })
    .execute()
}
