import { sql } from 'kysely'
import type { LedgerContext } from '../context.ts'

export type RenewLeasesInput = { holder: string; leaseIds: string[] }
export type RenewedLeases = { expiresAt: string; goneLeaseIds: string[] }

/** An expired lease is still renewed until a sweep closes it, because its credit is still reserved. */
export const renewLeases = async (
  context: LedgerContext,
  { holder, leaseIds }: RenewLeasesInput,
): Promise<RenewedLeases> => {
  const expiresAt = new Date(context.now().getTime() + context.leaseLifetimeMs)
  if (leaseIds.length === 0) return { expiresAt: expiresAt.toISOString(), goneLeaseIds: [] }
  const { rows } = await sql<{ lease_id: string }>`
    update leases set expires_at = ${expiresAt}
    where status = 'open' and lease_id in (
      select lease_id from leases
      where lease_id = any(${leaseIds}::text[]) and holder = ${holder} and status = 'open'
      order by lease_id for update
    ) returning lease_id`.execute(context.db)
  const renewed = new Set(rows.map((row) => row.lease_id))
  return {
    expiresAt: expiresAt.toISOString(),
    goneLeaseIds: leaseIds.filter((leaseId) => !renewed.has(leaseId)),
  }
}
