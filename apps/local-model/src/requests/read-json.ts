import { PublicError } from '@gptget/errors'
import type { HonoContext } from './hono-context.ts'

/** @throws PublicError if the body is not JSON */
export const readJson = async (c: HonoContext): Promise<unknown> => {
  try {
    return await c.req.json()
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new PublicError('invalid_request', `The request body is not valid JSON: ${error.message}`)
  }
}
