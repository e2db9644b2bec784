import { z } from 'zod'
import { defineCall } from '../subject.ts'

/**
 * The actor of a change: an API key by its id, an operator, a person in the console by their address, or a service by
 * its name.
 */
export const actor = z.object({
  kind: z.enum(['key', 'operator', 'person', 'service']),
  id: z.string().min(1).max(200),
})
export type Actor = z.output<typeof actor>

/** The default actor. */
export const OPERATOR: Actor = { kind: 'operator', id: 'admin' }

/** Actions in the console, which manages people and organizations: it records them with `recordAudit`. */
export const peopleAction = z.enum([
  'member.invited',
  'member.invitation_withdrawn',
  'member.joined',
  'member.role_changed',
  'member.removed',
  'person.password_set',
  'person.password_changed',
  'person.password_reset',
  'person.password_link_made',
  'person.two_factor_enabled',
  'person.two_factor_disabled',
  'person.recovery_codes_made',
  'person.passkey_added',
  'person.passkey_removed',
  'person.sessions_ended',
  'top_up.changed',
  'budget.changed',
  'retention.changed',
  'data.exported',
  'webhook.created',
  'webhook.updated',
  'webhook.deleted',
  'webhook.rotated',
  'webhook.tested',
  'webhook.redelivered',
  'media.deleted',
  'media.shared',
  'task.created',
  'task.cancelled',
  'task.deleted',
  'computer.created',
  'computer.deleted',
  'computer.started',
  'computer.stopped',
  'computer.run_started',
  'computer.command_run',
  'computer.file_written',
  'computer.file_deleted',
  'provider_key.stored',
  'provider_key.deleted',
])
export type PeopleAction = z.output<typeof peopleAction>

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
  'payment.received',
  'payment.reversed',
  'payment.restored',
  ...peopleAction.options,
])
export type AuditAction = z.output<typeof auditAction>

/** One change of an account or of a key, with its actor. It never contains a secret. */
export const auditEntry = z.object({
  auditId: z.string(),
  actor,
  action: auditAction,
  /** The id of the changed key, account or ledger entry. */
  subject: z.string(),
  /** The new values. Amounts are nano-USD as decimal text. */
  details: z.record(z.string(), z.unknown()),
  createdAt: z.string(),
})
export type AuditEntry = z.output<typeof auditEntry>

/** Served by billing: records a person's action in the console. */
export const recordAudit = defineCall(
  'billing.audit.record',
  z.object({
    accountId: z.string(),
    actor,
    action: peopleAction,
    subject: z.string().max(400),
    details: z.record(z.string(), z.unknown()),
  }),
  z.object({}),
)

/** One page of an account's changes, newest first. `after` is the last `auditId` of the previous page. */
export const listAudit = defineCall(
  'billing.audit.list',
  z.object({
    accountId: z.string(),
    after: z.string().optional(),
    limit: z.number().int().min(1).max(1_000),
  }),
  z.object({ entries: z.array(auditEntry), hasMore: z.boolean() }),
)
