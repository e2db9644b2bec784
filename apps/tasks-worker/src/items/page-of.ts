import type { itemPage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { z } from 'zod'
import type { StoredItem } from './stored-items.ts'

/** One page of items, given from first to last, as OpenAI's list object. @throws PublicError `invalid_request` */
export const pageOf = (items: readonly StoredItem[], page: z.output<typeof itemPage>) => {
  const ordered = page.order === 'asc' ? items : items.toReversed()
  const start = page.after === null ? 0 : indexAfter(ordered, page.after)
  return listOf(ordered.slice(start, start + page.limit), start + page.limit < ordered.length)
}

export const listOf = (data: readonly StoredItem[], hasMore: boolean) => ({
  object: 'list',
  data,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more: hasMore,
})

const indexAfter = (items: readonly StoredItem[], id: string): number => {
  const index = items.findIndex((item) => item.id === id)
  if (index !== -1) return index + 1
  throw new PublicError('invalid_request', `There is no item "${id.slice(0, 100)}".`, { param: 'after' })
}
