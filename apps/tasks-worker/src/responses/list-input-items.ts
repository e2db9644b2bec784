import type { itemPage } from '@gptget/contracts'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { pageOf } from '../items/page-of.ts'
import { storedInput } from '../items/stored-items.ts'
import { findResponse } from './read-response.ts'

type Asked = { accountId: string; responseId: string; page: z.output<typeof itemPage> }

/** One page of a response's own input items. @throws PublicError `not_found` */
export const listInputItems = async (context: Context, { page, ...asked }: Asked) => {
  const { input } = await findResponse(context, asked)
  return pageOf(storedInput(JSON.parse(input) as unknown[], asked.responseId), page)
}
