import type { itemPage } from '@gptget/bus'
import { PublicError } from '@gptget/protocol'
import type { z } from 'zod'
import type { Context } from '../context.ts'
import { findResponse } from './read-response.ts'

type Item = Record<string, unknown> & { id: string }
type Asked = { accountId: string; responseId: string; page: z.output<typeof itemPage> }

/** One page of a response's own input items. @throws PublicError `not_found` */
export const listInputItems = async (ctx: Context, { page, ...asked }: Asked) => {
  const { input } = await findResponse(ctx, asked)
  const items = (JSON.parse(input) as unknown[]).map((item, index) => listed(item, asked.responseId, index))
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

const indexAfter = (items: Item[], id: string): number => {
  const index = items.findIndex((item) => item.id === id)
  if (index !== -1) return index + 1
  throw new PublicError('invalid_request', `There is no item "${id.slice(0, 100)}".`, { param: 'after' })
}

const PREFIXES: Record<string, string> = {
  message: 'msg',
  reasoning: 'rs',
  function_call: 'fc',
  function_call_output: 'fco',
}

/** An item in full: callers may leave out what a list has. Ids come from its place, so that they stay the same. */
const listed = (value: unknown, responseId: string, index: number): Item => {
  const item = { type: 'message', ...(value as Record<string, unknown>) }
  const prefix = PREFIXES[item.type] ?? 'item'
  const id = 'id' in item && typeof item.id === 'string' ? item.id : null
  return {
    ...item,
    ...(item.type === 'message' ? { status: 'completed', ...withParts(item) } : {}),
    id: id ?? `${prefix}_${responseId.replace(/^resp_/, '')}_in${index}`,
  }
}

const withParts = (item: Record<string, unknown>): Record<string, unknown> => {
  const { content, role } = item
  if (typeof content !== 'string') return item
  const part =
    role === 'assistant'
      ? { type: 'output_text', text: content, annotations: [] }
      : { type: 'input_text', text: content }
  return { ...item, content: [part] }
}
