import { mediaRetention, RETENTION_KINDS, taskRetention } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { Handler } from 'hono'
import { z } from 'zod'
import { auditOrganization } from '../../audit/audit-organization.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

const body = z.strictObject({
  kind: z.enum(['media', ...RETENTION_KINDS]),
  days: z.int().min(1).max(3_650).nullable(),
})

/** `PUT /console/api/retention`: sets for how many days things of a kind are kept; null: the operator's setting. */
export const updateRetention =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const asked = body.safeParse(await c.req.json().catch(() => null))
    if (!asked.success) {
      const param = asked.error.issues[0]?.path.join('.') || 'days'
      throw new PublicError(
        'invalid_request',
        `${param}: expected a kind (media, ${RETENTION_KINDS.join(', ')}), and 1 to 3,650 days.`,
        {
          param,
        },
      )
    }
    const { accountId, organizationId, email } = c.var.member
    const { kind, days } = asked.data
    const retention = await (kind === 'media'
      ? context.bus.call(mediaRetention, { accountId, days })
      : context.bus.call(taskRetention, { kind, accountId, days }))
    await auditOrganization(context, {
      organizationId,
      by: email,
      action: 'retention.changed',
      subject: kind,
      details: { days },
    })
    return c.json({ days: retention.days, most_days: retention.mostDays })
  }
