import { recordAudit, type PeopleAction } from '@gptget/contracts'
import type { Context } from '../context.ts'

type Person = { id: string; email: string }
type Change = { action: PeopleAction; details?: Record<string, unknown> }

/**
 * Records what a person changed in their own account, in each of their organizations: each may want to know how
 * safely its members sign in.
 */
export const auditPerson = async (
  { bus, db }: Pick<Context, 'bus' | 'db'>,
  { id, email }: Person,
  { action, details = {} }: Change,
): Promise<void> => {
  const organizations = await db
    .selectFrom('member')
    .innerJoin('organization', 'organization.id', 'member.organizationId')
    .select('organization.accountId')
    .where('member.userId', '=', id)
    .execute()
  const entry = { actor: { kind: 'person' as const, id: email }, action, subject: email, details }
  for (const { accountId } of organizations) await bus.call(recordAudit, { ...entry, accountId })
}
