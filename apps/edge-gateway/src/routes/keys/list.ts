import { keysQuerySchema } from '@gptget/api/schemas/keys'
import { readManagedKeys } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { Hono } from 'hono'
import { describeManagedKey } from '../../answers/describe-managed-key.ts'
import type { EdgeContext } from '../../context.ts'
import { requireManagementKey } from '../../requests/require-management-key.ts'

const PAGE_SIZE = 100

/** The keys of an account, for its management keys. */
export const listKeysRoute = (context: EdgeContext): Hono<HttpEnv> =>
  new Hono<HttpEnv>().get('/v1/keys', requireManagementKey(context), async (c) => {
    const { offset, include_disabled: included } = parseAt(keysQuerySchema, c.req.query())
    const { accountId } = c.var.key
    const page = { offset, limit: PAGE_SIZE, includesDisabled: included === 'true' }
    const { keys } = await context.bus.call(readManagedKeys, { accountId, ...page })
    return c.json({ data: keys.map(describeManagedKey) })
  })
