import { printResponse } from '../bodies/print-kept.ts'
import { workOnRows } from '../bodies/work-on-rows.ts'
import type { Context } from '../context.ts'
import { noSuchResponse } from './not-found.ts'

type Asked = { accountId: string; responseId: string }

/** @throws PublicError `not_found` */
export const findResponse = async (context: Context, { accountId, responseId }: Asked) => {
  const row = await context.db
    .selectFrom('responses')
    .selectAll()
    .where('response_id', '=', responseId)
    .where('account_id', '=', accountId)
    .where('expires_at', '>', context.now())
    .executeTakeFirst()
  if (!row) throw noSuchResponse(responseId)
  return row
}

/** The current response object, as JSON. @throws PublicError `not_found` */
export const readResponse = async (context: Context, asked: Asked): Promise<Buffer> => {
  const { status, response } = await findResponse(context, asked)
  const of = { accountId: asked.accountId, texts: [response] }
  return (await workOnRows(context, { printResponse }, { status, response }, of)).printed
}
