import { parseIdempotencyKey, parseJsonBody, publicUrlOf, readBody, readFormAsJson } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import { LargeBody } from '@gptget/threads'
import type { Body } from '@gptget/threads'
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

/** Images of a task's request are kept as long as it may wait. */
const INPUT_RETENTION_MS = 86_400_000

/**
 * Parses a body with a schema: JSON with any content type, or a form, whose files are stored as inputs of `mediaId`.
 * @throws PublicError 400 naming the field, 413
 */
export const readAsked = async <Schema extends z.ZodType>(
  { bus, bodies }: Context,
  c: C,
  schema: Schema,
  mediaId: string,
): Promise<z.output<Schema>> => {
  const { incoming, outgoing } = c.env
  const { accountId } = c.var.key
  if (/^multipart\/form-data\b/i.test(incoming.headers['content-type'] ?? '')) {
    const medium = { accountId, mediaId, retentionMs: INPUT_RETENTION_MS }
    const form = await readFormAsJson(bus, incoming, medium)
    return parseAt(schema, withObjects(JSON.parse(form.toString()) as Record<string, unknown>))
  }
  const body = await readBody(incoming, bodies.open(accountId, outgoing))
  const bytes = await bytesOf(body)
  return parseAt(schema, bytes.length === 0 ? {} : parseJsonBody(bytes))
}

/** A large body arrives in parts. */
const bytesOf = async (body: Body): Promise<Buffer> => {
  if (!(body instanceof LargeBody)) return body
  return (await body.lend(async (parts) => ({ body: Buffer.concat(parts) }))).body
}

/** OpenAI's clients write `input_reference[image_url]` for a nested JSON field. */
const withObjects = (form: Record<string, unknown>): Record<string, unknown> => {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(form)) {
    const match = /^([\w-]+)\[([\w-]+)\]$/.exec(name)
    if (match === null) read[name] = value
    else read[match[1]!] = { ...(read[match[1]!] as object | undefined), [match[2]!]: value }
  }
  return read
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
