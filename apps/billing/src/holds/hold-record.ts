import type { HoldRecord } from '@gptget/contracts'
import type { Selectable } from 'kysely'
import type { HoldRow } from '../db/schema/holds.ts'

export type StoredHold = Selectable<HoldRow>

/** What of a hold is neither charged nor released, in nano-USD. */
export const remainingOf = ({ amount, captured, released }: StoredHold): bigint =>
  amount - captured - released

export const toHoldRecord = (row: StoredHold): HoldRecord => ({
  subject: row.subject,
  accountId: row.account_id,
  keyId: row.key_id,
  owner: row.owner,
  status: row.status,
  amountNanoUsd: row.amount,
  capturedNanoUsd: row.captured,
  releasedNanoUsd: row.released,
  remainingNanoUsd: remainingOf(row),
  expiresAt: row.expires_at.toISOString(),
  createdAt: row.created_at.toISOString(),
})
