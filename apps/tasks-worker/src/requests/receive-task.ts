import { readBody, readFormAsJson } from '@gptget/http'
import { bodyOf, dropBody, workOn, type Body } from '@gptget/threads'
import { readTask, type ReadTask, type TaskFormat } from '../bodies/read-task.ts'
import type { Context } from '../context.ts'
import type { C } from './asked.ts'
import { INPUT_RETENTION_MS } from './store-pictures.ts'

/**
 * Receives a request that creates a task: JSON with any content type, or a form, whose files are stored as inputs
 * of `mediaId`. A large one is read in a thread.
 * @throws PublicError 400 naming the field, 413, 429 or 503 if there is no memory for it
 */
export const receiveTask = async (
  context: Context,
  c: C,
  format: TaskFormat,
  mediaId: string,
): Promise<ReadTask> => {
  const isForm = /^multipart\/form-data\b/i.test(c.env.incoming.headers['content-type'] ?? '')
  const body = isForm ? await formOf(context, c, mediaId) : await jsonOf(context, c)
  const turn = { caller: c.var.key.accountId, isWanted: () => !c.env.outgoing.destroyed }
  try {
    return await workOn(context.threads, { readTask }, body, { format, isForm }, turn)
  } finally {
    dropBody(body)
  }
}

const jsonOf = ({ bodies }: Context, c: C): Promise<Body> =>
  readBody(c.env.incoming, bodies.open(c.var.key.accountId, c.env.outgoing))

const formOf = async ({ bus }: Context, c: C, mediaId: string): Promise<Body> => {
  const { accountId } = c.var.key
  const medium = { accountId, mediaId, retentionMs: INPUT_RETENTION_MS }
  return bodyOf(await readFormAsJson(bus, c.env.incoming, medium))
}
