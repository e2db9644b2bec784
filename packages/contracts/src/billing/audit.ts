import { z } from 'zod'
import { defineCall } from '../subject.ts'

/** Who asks for a change: an API key by its id, a person who operates the platform, or a service by its name. */
export const actor = z.object({
  kind: z.enum(['key', 'operator', 'service']),
  id: z.string().min(1).max(200),
})
export type Actor = z.output<typeof actor>

/** Who asks where a caller does not say. */
export const OPERATOR: Actor = { kind: 'operator', id: 'admin' }

export const auditAction = z.enum([
  'account.created',
  'account.limits_changed',
  'account.suspended',
  'account.resumed',
  'account.closed',
  'credits.granted',
  'credits.taken_back',
  'key.created',
  'key.updated',
  'key.rotated',
  'key.revoked',
])
export type AuditAction = z.output<typeof auditAction>

/** One change of an account or of a key: who made it, and what it was. It never holds a secret. */
export const auditEntry = z.object({
  auditId: z.string(),
  actor,
  action: auditAction,
  /** The id of what was changed: a key, an account or a ledger entry. */
  subject: z.string(),
  /** What was set. Amounts are nano-USD as decimal text. */
  details: z.record(z.string(), z.unknown()),
  createdAt: z.string(),
})
export type AuditEntry = z.output<typeof auditEntry>

/** An account's changes, one page, the newest first. `after` is the `auditId` that the page before ended with. */
export const listAudit = defineCall(
  'billing.audit.list',
  z.object({
    accountId: z.string(),
    after: z.string().optional(),
    limit: z.number().int().min(1).max(1_000),
  }),
  z.object({ entries: z.array(auditEntry), hasMore: z.boolean() }),
)
