import type { Context } from '../context.ts'
import { noSuchResponse } from './not-found.ts'
import { responseObjectOf, type ResponseObject } from './response-json.ts'

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

export const readResponse = async (context: Context, asked: Asked): Promise<ResponseObject> =>
  responseObjectOf(await findResponse(context, asked))
