import { recordAudit, type PeopleAction } from '@gptget/contracts'
import type { Context } from '../context.ts'

type Change = {
  organizationId: string
  /** The email address of the person who did it. */
  by: string
  action: PeopleAction
  subject: string
  details?: Record<string, unknown>
}

/** Records what a person changed in an organization. */
export const auditOrganization = async (
  { bus, db }: Pick<Context, 'bus' | 'db'>,
  { organizationId, by, action, subject, details = {} }: Change,
): Promise<void> => {
  const { accountId } = await db
    .selectFrom('organization')
    .select('accountId')
    .where('id', '=', organizationId)
    .executeTakeFirstOrThrow()
  await bus.call(recordAudit, {
    accountId,
    actor: { kind: 'person', id: by },
    action,
    subject,
    details,
  })
}
