import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'
import { CHECKS, type LedgerCheck } from './ledger-checks.ts'
import type { Transaction } from '../db/schema/index.ts'

export type CheckResult = { name: string; isPassed: boolean; checkedCount: number; breaches: string[] }

const MAX_BREACHES_SHOWN = 20

/** Checks every invariant of the money on one consistent view of a live system. */
export const verifyLedger = (context: LedgerContext): Promise<{ checks: CheckResult[] }> =>
  context.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
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
