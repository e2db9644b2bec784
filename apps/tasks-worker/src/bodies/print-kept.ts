import type { itemPage } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import type { z } from 'zod'
import type { ConversationTurnRow, ResponseRow } from '../db/schema/responses.ts'
import { listOf, pageOf } from '../items/page-of.ts'
import { outputOf, responseObjectOf } from '../items/response-json.ts'
import { storedInput, storedOutput } from '../items/stored-items.ts'
import type { StoredItem } from '../items/stored-items.ts'

/* Prints stored data: rows in, JSON out. The first argument is a request's body, which does not exist here. */

type Printed = { printed: Buffer }
type Kept = Pick<ResponseRow, 'response_id' | 'status' | 'input' | 'response'>
export type Turn = Pick<ConversationTurnRow, 'conversation_id' | 'response_id' | 'items'> & {
  position: bigint
}
type Page = z.output<typeof itemPage>

const print = (value: unknown): Printed => ({ printed: Buffer.from(JSON.stringify(value)) })

const itemsIn = (json: string): unknown[] => JSON.parse(json) as unknown[]

/** The current response object. */
export const printResponse = (_: Buffer, row: Pick<Kept, 'status' | 'response'>): Printed =>
  print(responseObjectOf(row))

/** The items of a chain of responses, from the first on. */
export const printChain = (_: Buffer, { links }: { links: readonly Omit<Kept, 'response_id'>[] }): Printed =>
  print(links.flatMap((link) => [...itemsIn(link.input), ...outputOf(responseObjectOf(link))]))

/** The items of a conversation; removed ones are null. */
export const printTurns = (_: Buffer, { turns }: { turns: readonly string[] }): Printed =>
  print(turns.flatMap(itemsIn).filter((item) => item !== null))

/** Stored items by their ids. @throws PublicError `not_found` naming the first missing */
export const printItems = (
  _: Buffer,
  { rows, ids }: { rows: readonly Kept[]; ids: readonly string[] },
): Printed => {
  const kept = new Map(
    rows
      .flatMap((row) => [
        ...storedInput(itemsIn(row.input), row.response_id),
        ...storedOutput(outputOf(responseObjectOf(row))),
      ])
      .map((item) => [item.id, item]),
  )
  return print(Object.fromEntries(ids.map((id) => [id, kept.get(id) ?? refuseItem(id)])))
}

const refuseItem = (id: string): never => {
  throw new PublicError(
    'not_found',
    `Item with id '${id.slice(0, 100)}' not found. Only items of responses that were stored can be referred to: send the item itself, or create responses with \`store\` left at true.`,
    { param: 'input' },
  )
}

/** One page of a response's own input items. */
export const printInputPage = (
  _: Buffer,
  { input, responseId, page }: { input: string; responseId: string; page: Page },
): Printed => print(pageOf(storedInput(itemsIn(input), responseId), page))

/** One page of a conversation's items. */
export const printTurnPage = (_: Buffer, { turns, page }: { turns: readonly Turn[]; page: Page }): Printed =>
  print(
    pageOf(
      turns.flatMap(placedIn).map(({ item }) => item),
      page,
    ),
  )

/** The items of one turn, as a list. */
export const printTurn = (_: Buffer, turn: Turn): Printed =>
  print(
    listOf(
      placedIn(turn).map(({ item }) => item),
      false,
    ),
  )

type Wanted = { turns: readonly Turn[]; itemId: string }

/** One item of a conversation. @throws PublicError `not_found` */
export const printItem = (_: Buffer, wanted: Wanted): Printed => print(find(wanted).item)

/** The turn of an item, without it. @throws PublicError `not_found` */
export const takeOut = (_: Buffer, wanted: Wanted): { position: bigint; items: string } => {
  const { position, index } = find(wanted)
  const { items } = wanted.turns.find((turn) => turn.position === position)!
  return { position, items: JSON.stringify(itemsIn(items).with(index, null)) }
}

/** An item, and its position: ids that were not given are made from it. */
type Placed = { item: StoredItem; position: bigint; index: number }

/** Removed items are null. */
const placedIn = (turn: Turn): Placed[] => {
  const { position } = turn
  const items = itemsIn(turn.items)
  const key = turn.response_id ?? `${turn.conversation_id.replace(/^conv_/, '')}_${position}`
  return storedInput(
    items.map((item) => item ?? {}),
    key,
  ).flatMap((item, index) => (items[index] === null ? [] : [{ item, position, index }]))
}

const find = ({ turns, itemId }: Wanted): Placed => {
  const found = turns.flatMap(placedIn).find(({ item }) => item.id === itemId)
  if (found) return found
  throw new PublicError('not_found', `Item with id '${itemId.slice(0, 100)}' not found.`, {
    param: 'item_id',
  })
}
