import { inputItemsQuerySchema } from '@gptget/api/schemas/stored-responses'
import type { itemPage } from '@gptget/contracts'
import type { HttpEnv } from '@gptget/http'
import { parseAt } from '@gptget/protocol'
import type { Context } from 'hono'
import type { z } from 'zod'
import { requireId } from './require-id.ts'

/** The conversation in the path, of the caller's account. @throws PublicError not_found for an invalid id */
export const conversationOf = (c: Context<HttpEnv>) => ({
  accountId: c.var.key.accountId,
  conversationId: requireId('conversation', c.req.param('id') ?? ''),
})

/** The item of a conversation in the path. @throws PublicError not_found for an invalid id */
export const itemOf = (c: Context<HttpEnv>) => ({
  ...conversationOf(c),
  itemId: requireId('item', c.req.param('itemId') ?? ''),
})

/** The response in the path, of the caller's account. @throws PublicError not_found for an invalid id */
export const responseOf = (c: Context<HttpEnv>) => ({
  accountId: c.var.key.accountId,
  responseId: requireId('response', c.req.param('id') ?? ''),
})

/** The requested page of a list of items. @throws PublicError invalid_request */
export const readPage = (c: Context<HttpEnv>): z.output<typeof itemPage> => {
  const { after = null, ...page } = parseAt(inputItemsQuerySchema, c.req.query())
  return { ...page, after }
}
