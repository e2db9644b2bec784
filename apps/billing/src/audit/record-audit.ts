import type { Actor, PeopleAction } from '@gptget/contracts'
import { withTransaction } from '@gptget/postgres'
import type { LedgerContext } from '../context.ts'
import { requireAccount } from '../db/read-account.ts'
import { writeAudit } from './write-audit.ts'

export type RecordAuditInput = {
  accountId: string
  actor: Actor
  action: PeopleAction
  subject: string
  details: Record<string, unknown>
}

/** Records an event outside of billing. @throws PublicError not_found */
export const recordAudit = async (
  context: LedgerContext,
  input: RecordAuditInput,
): Promise<Record<string, never>> => {
  await requireAccount(context.db, input.accountId)
  await withTransaction(context.db, (tx) => writeAudit(context, tx, input))
  return {}
}
