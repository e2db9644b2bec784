import { buildIndex } from '@gptget/postgres'
import type { Kysely } from 'kysely'

/** Payments are credited while it is built. */
export const runsInTransaction = false

/** Payments whose reversed credit was no longer in the wallet: it is owed. */
export const up = (db: Kysely<unknown>): Promise<void> =>
  buildIndex(
    db,
    'payments_owed',
    'on payments (account_id) where least(amount, refunded + disputed) > taken_back',
  )
