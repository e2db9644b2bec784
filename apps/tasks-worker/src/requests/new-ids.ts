import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import type { C } from './asked.ts'

/**
 * The id of a new task, and of its images. A repeat with the same idempotency key stores them under the same id, so
 * that the request is the same.
 */
export const newIds = ({ makeId }: Context, c: C, prefix: string): { taskId: string; inputId: string } => {
  const key = c.req.header('idempotency-key')
  const name = makeId()
  const inputName =
    key === undefined
      ? name
      : createHash('sha256').update(`${c.var.key.keyId}\n${key}`).digest('base64url').slice(0, 40)
  return { taskId: `${prefix}_${name}`, inputId: `inp_${inputName}` }
}
