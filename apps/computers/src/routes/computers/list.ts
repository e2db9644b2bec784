import { computersQuerySchema } from '@gptget/api/schemas/computers'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import { describeComputer } from '../../answers/describe-computer.ts'
import type { Context } from '../../context.ts'
import { queryOf } from '../../requests/asked.ts'

/** The computers of an account, or of one of its workspaces, oldest first. */
export const listComputersRoute = (context: Context): Hono<HttpEnv> => {
  const { db } = context
  return new Hono<HttpEnv>().get('/v1/computers', requireKey(context), async (c) => {
    const { workspace_id: workspaceId } = queryOf(c, computersQuerySchema)
    const all = db
      .selectFrom('computers')
      .selectAll()
      .where('account_id', '=', c.var.key.accountId)
      .where('deleted_at', 'is', null)
      .orderBy('created_at')
    const rows = await (
      workspaceId === undefined ? all : all.where('workspace_id', '=', workspaceId)
    ).execute()
    return c.json({ object: 'list', data: rows.map((row) => describeComputer(context, c, row)) })
  })
}
