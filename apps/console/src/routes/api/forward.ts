import { PublicError } from '@gptget/errors'
import { forwardTo, publicUrlOf } from '@gptget/http'
import type { Handler } from 'hono'
import { auditOfApi } from '../../audit/audit-of-api.ts'
import type { Context } from '../../context.ts'
import type { KeyPurpose } from '../../db/schema/index.ts'
import type { ConsoleEnv } from '../../env.ts'
import { forgetMemberKey, memberKey } from '../../member-keys/member-key.ts'
import { mayDo, type Action } from '../../members/roles.ts'

const PREFIX = '/console'
/** Paths that need a management key. */
const MANAGED = /^\/v1\/(keys|audit)(\/|$)/
/** The headers that are forwarded. The session's cookie is not for the API. */
const PASSED_HEADERS = [
  'accept',
  'content-type',
  'content-length',
  'idempotency-key',
  'last-event-id',
  'range',
  'x-gptget-on-disconnect',
]

/**
 * `/console/v1/…`: calls the API for the signed-in member. Their role decides what they may change. The key is the
 * member's and stays on the server.
 */
export const forwardToApi =
  (context: Context): Handler<ConsoleEnv> =>
  async (c) => {
    const { member } = c.var
    const path = c.req.path.slice(PREFIX.length)
    const purpose: KeyPurpose = MANAGED.test(path) ? 'manage' : 'use'
    requireRight(c.req.method, purpose, member.role)
    const edges = context.directory.findService('edge-gateway')
    if (edges.length === 0)
      throw new PublicError('service_unavailable', 'The API cannot be reached right now.')
    const { incoming } = c.env
    const passed = PASSED_HEADERS.flatMap((name) =>
      incoming.headers[name] === undefined ? [] : [[name, String(incoming.headers[name])] as const],
    )
    const reached = new URL(publicUrlOf(incoming, context.config.publicUrl))
    const answer = await forwardTo(edges, c, {
      target: incoming.url!.slice(PREFIX.length),
      headers: {
        ...Object.fromEntries(passed),
        'x-forwarded-host': reached.host,
        'x-forwarded-proto': reached.protocol.slice(0, -1),
        authorization: `Bearer ${await memberKey(context, member, purpose)}`,
      },
    })
    if (answer.status !== 401) {
      await auditOfApi(context, member, { method: c.req.method, path }, answer)
      return answer
    }
    await answer.body?.cancel()
    await forgetMemberKey(context, member, purpose)
    throw new PublicError('service_unavailable', 'The console’s own key was revoked and replaced. Try again.')
  }

const requireRight = (method: string, purpose: KeyPurpose, role: Parameters<typeof mayDo>[0]): void => {
  if (method === 'GET' || method === 'HEAD') return
  const action: Action = purpose === 'manage' ? 'manage-keys' : 'use'
  if (!mayDo(role, action)) throw new PublicError('permission_denied', `Your role (${role}) may not do this.`)
}
