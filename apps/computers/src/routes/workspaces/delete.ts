import { PublicError } from '@gptget/errors'
import { requireKey } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { Hono } from 'hono'
import type { Context as HonoContext } from 'hono'
import type { Context } from '../../context.ts'
import { askHost, hostGone } from '../../hosts/ask-host.ts'
import { deleteWorkspace } from '../../lifecycle/delete-workspace.ts'
import { actorOf, idOf } from '../../requests/asked.ts'

export const deleteWorkspaceRoute = (context: Context): Hono<HttpEnv> =>
  new Hono<HttpEnv>().delete('/v1/workspaces/:id', requireKey(context), async (c) => {
    await deleteWorkspace(context, actorOf(c), idOf(c), (host, computerId) =>
      deleteElsewhere(context, c, host, computerId),
    )
    return c.json({ id: idOf(c), deleted: true })
  })

const deleteElsewhere = async (
  { directory }: Context,
  c: HonoContext<HttpEnv>,
  host: string,
  computerId: string,
): Promise<void> => {
  const found = directory.find(host)
  if (found === null) throw hostGone()
  const answer = await askHost(found.url, c, { method: 'DELETE', target: `/v1/computers/${computerId}` })
  const text = await answer.text()
  if (answer.status === 409)
    throw new PublicError('conflict', 'A computer in it is changing state. Retry in a moment.')
  if (!answer.ok && answer.status !== 404)
    throw new PublicError(
      'service_unavailable',
      'A computer in it could not be deleted. Retry.',
      {},
      new Error(text),
    )
}
