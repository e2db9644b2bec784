import type { itemPage } from '@gptget/contracts'
import type { z } from 'zod'
import { printInputPage } from '../bodies/print-kept.ts'
import { workOnRows } from '../bodies/work-on-rows.ts'
import type { Context } from '../context.ts'
import { findResponse } from './read-response.ts'

type Asked = { accountId: string; responseId: string; page: z.output<typeof itemPage> }

/** One page of a response's own input items, as JSON. @throws PublicError `not_found` */
export const listInputItems = async (context: Context, { page, ...asked }: Asked): Promise<Buffer> => {
  const { input } = await findResponse(context, asked)
  const { accountId, responseId } = asked
  const of = { accountId, texts: [input] }
  return (await workOnRows(context, { printInputPage }, { input, responseId, page }, of)).printed
}
