import type { itemPage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { storedInput, type StoredItem } from './stored-items.ts'
import { findResponse } from './read-response.ts'

type Asked = { accountId: string; responseId: string; page: z.output<typeof itemPage> }

/** One page of a response's own input items. @throws PublicError `not_found` */
export const listInputItems = async (context: Context, { page, ...asked }: Asked) => {
  const { input } = await findResponse(context, asked)
  const items = storedInput(JSON.parse(input) as unknown[], asked.responseId)
  const ordered = page.order === 'asc' ? items : items.toReversed()
  const start = page.after === null ? 0 : indexAfter(ordered, page.after)
  const data = ordered.slice(start, start + page.limit)
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + data.length < ordered.length,
  }
}

const indexAfter = (items: StoredItem[], id: string): number => {
  const index = items.findIndex((item) => item.id === id)
  if (index !== -1) return index + 1
  throw new PublicError('invalid_request', `There is no item "${id.slice(0, 100)}".`, { param: 'after' })
}
