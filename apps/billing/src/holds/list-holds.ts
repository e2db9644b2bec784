import type { HoldRecord, ListHolds } from '@gptget/contracts'
import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { toHoldRecord, type StoredHold } from './hold-record.ts'

/** What fits into one message. */
const PAGE_ROWS = 500

/** Holds, oldest first. `isLeftBehind`: only those that their owner did not renew in time. */
export const listHolds = async (
  context: LedgerContext,
  input: ListHolds,
): Promise<{ holds: HoldRecord[]; next: string | null }> => {
  const { rows } = await sql<StoredHold>`
    select * from holds where true
      ${input.accountId === undefined ? NOTHING : sql`and account_id = ${input.accountId}`}
      ${input.owner === undefined ? NOTHING : sql`and owner = ${input.owner}`}
      ${input.isReleasedIncluded && !input.isLeftBehind ? NOTHING : sql`and status = 'open'`}
      ${input.isLeftBehind ? sql`and expires_at < ${context.now()}` : NOTHING}
      ${input.after === undefined ? NOTHING : sql`and (created_at, subject) > (select created_at, subject from holds where subject = ${input.after})`}
    order by created_at, subject limit ${PAGE_ROWS}`.execute(context.db)
  return {
    holds: rows.map(toHoldRecord),
    next: rows.length === PAGE_ROWS ? rows.at(-1)!.subject : null,
  }
}

const NOTHING = sql``
