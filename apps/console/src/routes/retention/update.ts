import { mediaRetention, responseRetention } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Handler } from 'hono'
import { z } from 'zod'
import { auditOrganization } from '../../audit/audit-organization.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

const SUBJECTS = { media: mediaRetention, responses: responseRetention }

const body = z.strictObject({
  kind: z.enum(['media', 'responses']),
  days: z.int().min(1).max(3_650).nullable(),
})

/** `PUT /console/api/retention`: sets the retention of a kind in days; null: the operator's. */
export const updateRetention =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success) {
      const param = asked.error.issues[0]?.path.join('.') || 'days'
      throw new PublicError('invalid_request', `${param}: media or responses, kept for 1 to 3,650 days.`, {
        param,
      })
    }
    const { accountId, organizationId, email } = c.var.member
    const { kind, days } = asked.data
    const retention = await context.bus.call(SUBJECTS[kind], { accountId, days })
    await auditOrganization(context, {
      organizationId,
      by: email,
      action: 'retention.changed',
      subject: kind,
      details: { days },
    })
    return c.json({ days: retention.days, most_days: retention.mostDays })
  }
