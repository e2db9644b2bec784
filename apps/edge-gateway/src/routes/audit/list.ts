import { auditQuerySchema } from '@gptget/api/schemas/keys'
import { listAudit } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import { listPage } from '../../answers/list-page.ts'
import type { EdgeContext } from '../../context.ts'
import { requireManagementKey } from '../../requests/require-management-key.ts'

/** The audit log of an account. */
export const listAuditRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/audit', requireManagementKey(context), async (c) => {
    const { accountId } = c.var.key
    const page = parseAt(auditQuerySchema, c.req.query())
    const { entries, hasMore } = await context.bus.call(listAudit, { accountId, ...page })
    const data = entries.map(({ auditId, createdAt, ...entry }) => ({
      id: auditId,
      ...entry,
      created_at: createdAt,
    }))
    return c.json(listPage(data, hasMore))
  })
