import { PublicError } from '@gptget/errors'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { storedInput, storedOutput, type StoredItem } from '../items/stored-items.ts'
import { outputOf, responseObjectOf } from './response-json.ts'

type Asked = { accountId: string; ids: readonly string[] }

/**
 * The items of these ids, from any kept response of the account. @throws PublicError `not_found` naming the first
 * missing
 */
export const findItems = async (
  context: Context,
  { accountId, ids }: Asked,
): Promise<Record<string, StoredItem>> => {
  const rows = await context.db
    .selectFrom('responses')
    .select(['response_id', 'status', 'input', 'response'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', context.now())
    .where(sql<boolean>`item_ids && ${ids}::text[]`)
    .execute()
  const kept = new Map(
    rows
      .flatMap((row) => [
        ...storedInput(JSON.parse(row.input) as unknown[], row.response_id),
        ...storedOutput(outputOf(responseObjectOf(row))),
      ])
      .map((item) => [item.id, item]),
  )
  return Object.fromEntries(ids.map((id) => [id, kept.get(id) ?? refuse(id)]))
}

const refuse = (id: string): never => {
  throw new PublicError(
    'not_found',
    `Item with id '${id.slice(0, 100)}' not found. Only items of responses that were stored can be referred to: send the item itself, or create responses with \`store\` left at true.`,
    { param: 'input' },
  )
}
