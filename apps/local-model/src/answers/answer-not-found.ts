import { PublicError } from '@gptget/errors'
import type { HonoContext } from '../requests/hono-context.ts'

/** @throws PublicError not_found, always */
export const answerNotFound = (c: HonoContext): never => {
  throw new PublicError('not_found', `There is no ${c.req.method} ${c.req.path} here.`)
}
