import { PublicError } from '@gptget/errors'
import { parseJsonBody, readSmallBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { Context as HonoContext } from 'hono'
import type { z } from 'zod'
import type { Actor, Context } from '../context.ts'
import { notRunning } from '../lifecycle/transitions.ts'
import type { LiveComputer } from '../live/live-computers.ts'
import { requireComputer } from '../store/rows.ts'

type C = HonoContext<HttpEnv>

export const actorOf = (c: C): Actor => ({
  accountId: c.var.key.accountId,
  keyId: c.var.key.keyId,
  requestId: c.var.requestId,
})

export const idOf = (c: C): string => c.req.param('id') ?? ''

/** Parses a body with a schema, as JSON with any content type. An empty body is an empty object. */
export const bodyOf = async <Schema extends z.ZodType>(
  { bodies }: Context,
  c: C,
  schema: Schema,
): Promise<z.output<Schema>> => {
  const bytes = await readSmallBody(c.env.incoming, bodies.open(c.var.key.accountId, c.env.outgoing))
  return parseAt(schema, bytes.length === 0 ? {} : parseJsonBody(bytes))
}

export const queryOf = <Schema extends z.ZodType>(c: C, schema: Schema): z.output<Schema> =>
  parseAt(schema, c.req.query())

/** The desktop of the caller's computer. @throws PublicError 404 if it is not theirs, 409 if it does not run */
export const requireLive = async ({ db, live }: Context, c: C): Promise<LiveComputer> => {
  const { accountId } = actorOf(c)
  const found = live.find(idOf(c))
  if (found?.accountId === accountId) return found
  const row = await requireComputer(db, accountId, idOf(c))
  throw notRunning(row.status)
}

/** Does something on a computer, and records who did it. `detail` says what, without typed text. */
export const audited = async <Result>(
  context: Context,
  c: C,
  { action, detail }: { action: string; detail: object },
  act: (live: LiveComputer) => Promise<Result>,
): Promise<Result> => {
  const live = await requireLive(context, c)
  const { accountId, keyId, requestId } = actorOf(c)
  const note = (outcome: string): void => {
    context.metrics.actions.inc({ action, outcome: outcome === 'done' ? 'done' : 'failed' })
    context.actions.add({
      computer_id: live.computerId,
      account_id: accountId,
      key_id: keyId,
      request_id: requestId,
      action,
      detail: JSON.stringify(detail).slice(0, 2_000),
      outcome,
      created_at: new Date(context.now()),
    })
  }
  try {
    const result = await act(live)
    note('done')
    return result
  } catch (error) {
    note(error instanceof PublicError ? error.code : 'internal')
    throw error
  }
}
