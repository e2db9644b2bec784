import { buildIndex } from '@gptget/postgres'
import type { Kysely } from 'kysely'

/** Charges are booked while it is built. */
export const runsInTransaction = false

/** For the ledger of one model, which may have few charges among millions. */
export const up = (db: Kysely<unknown>): Promise<void> =>
  buildIndex(db, 'charges_account_product', 'on charges (account_id, product)')
