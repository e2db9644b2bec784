import type { Context } from '../context.ts'
import type { Member } from '../members/current-member.ts'
import { actionOf } from './actions-of-api.ts'
import { auditOrganization } from './audit-organization.ts'

/** Records what a member did over the API. It has happened by then, so a failure to record it does not undo it. */
export const auditOfApi = async (
  context: Context,
  { organizationId, email }: Member,
  { method, path }: { method: string; path: string },
  answer: Response,
): Promise<void> => {
  const done = answer.ok ? actionOf(method, path) : undefined
  if (done === undefined) return
  try {
    const subject = done.subject ?? (await idIn(answer))
    await auditOrganization(context, { organizationId, by: email, action: done.action, subject })
  } catch (error) {
    context.logger.error({ err: error, action: done.action }, 'what a person did could not be written down')
  }
}

/** The id of what was created. */
const idIn = async (answer: Response): Promise<string> => {
  const made = (await answer.clone().json()) as { id?: unknown }
  return typeof made.id === 'string' ? made.id : 'unknown'
}
