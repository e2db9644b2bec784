import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { CHECKS, type LedgerCheck } from './ledger-checks.ts'
import type { Transaction } from '../db/schema/index.ts'

export type CheckResult = { name: string; isPassed: boolean; checkedCount: number; breaches: string[] }

const MAX_BREACHES_SHOWN = 20
/** For one check: millions of charges take a while. */
const CHECK_TIMEOUT_MS = 300_000

/** Checks every invariant of the money on one consistent view of a live system. */
export const verifyLedger = (context: LedgerContext): Promise<{ checks: CheckResult[] }> =>
  context.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      // Every check reads whole tables. Where Postgres has not counted new rows yet, it would join them one by one:
      // 56,000 charges took more than 30 s, and take 3 s like this.
      await sql`set local enable_nestloop = off`.execute(tx)
      await sql`set local statement_timeout = ${sql.lit(CHECK_TIMEOUT_MS)}`.execute(tx)
      const checks: CheckResult[] = []
      for (const check of CHECKS) checks.push(await runCheck(tx, check))
      return { checks }
    })

const runCheck = async (tx: Transaction, check: LedgerCheck): Promise<CheckResult> => {
  const counted = await sql<{
    count: bigint
  }>`select count(*) as count from (${sql.raw(check.subjects)}) s`.execute(tx)
  const found = await sql<{ breach: string }>`
    select breach from (${sql.raw(check.breaches)}) b limit ${MAX_BREACHES_SHOWN + 1}`.execute(tx)
  const breaches = found.rows.map((row) => row.breach)
  return {
    name: check.name,
    isPassed: check.isInformation === true || breaches.length === 0,
    checkedCount: Number(counted.rows[0]!.count),
    breaches:
      breaches.length > MAX_BREACHES_SHOWN
        ? [...breaches.slice(0, MAX_BREACHES_SHOWN), '… and more']
        : breaches,
  }
}
