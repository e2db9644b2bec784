import { parseIdempotencyKey, parseJsonBody, publicUrlOf, readSmallBody } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { Context as HonoContext } from 'hono'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Surface } from '../db/schema/tasks.ts'
import type { Caller, NewTask } from '../tasks/create-task.ts'

export type C = HonoContext<HttpEnv>

export const callerOf = (c: C): Caller => {
  const { accountId, keyId, allowedModels } = c.var.key
  return { accountId, keyId, allowedModels }
}

export const idOf = (c: C): string => c.req.param('id') ?? ''

export const queryOf = <Schema extends z.ZodType>(c: C, schema: Schema): z.output<Schema> =>
  parseAt(schema, c.req.query())

/**
 * Parses a body with a schema: JSON with any content type. Only requests that create a task may be larger.
 * @throws PublicError 400 naming the field, 413 over 256 KiB
 */
export const readAsked = async <Schema extends z.ZodType>(
  { bodies }: Context,
  c: C,
  schema: Schema,
): Promise<z.output<Schema>> => {
  const { incoming, outgoing } = c.env
  const bytes = await readSmallBody(incoming, bodies.open(c.var.key.accountId, outgoing))
  return parseAt(schema, bytes.length === 0 ? {} : parseJsonBody(bytes))
}

/** The headers that all ways of creating a task share. */
export const headOf = (
  { config }: Context,
  c: C,
  surface: Surface,
): Pick<NewTask, 'surface' | 'publicUrl' | 'idempotencyKey'> => {
  const idempotencyKey = parseIdempotencyKey(c.req.header('idempotency-key'))
  return { surface, idempotencyKey, publicUrl: publicUrlOf(c.env.incoming, config.publicUrl) }
}
