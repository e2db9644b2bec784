import { PublicError } from '@gptget/errors'
import type { HonoContext } from '../requests/hono-context.ts'

/** @throws PublicError not_found, always */
export const answerNotFound = (c: HonoContext): never => {
  throw new PublicError('not_found', `${c.req.method} ${c.req.path} does not exist here.`)
}
