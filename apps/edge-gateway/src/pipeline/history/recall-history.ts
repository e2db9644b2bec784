import type { BodyShare } from '@gptget/http'
import { exchange } from '@gptget/bus'
import { findItems, readHistory } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import type { ResponseStorage } from '@gptget/contracts'
import { bodyOf, forThread, LARGE_BODY_BYTES, LargeBody } from '@gptget/threads'
import type { Body, Threads } from '@gptget/threads'
import type { RequestedState } from '../parse/read-state.ts'
import { joinHistory } from './join-history.ts'
import type { Joined } from './join-history.ts'
import type { StorageRoom } from './storage-room.ts'

/** The history of a request, and what is to be stored of it. */
export type History = {
  /** The request with its history. */
  body: Body
  /** Where the answer is stored, if it is. */
  storage: ResponseStorage | null
  isBackground: boolean
  /** The object in a provider's account that the history names, else null. */
  recalledObject: string | null
}

type Asking = {
  key: { accountId: string; keyId: string }
  state: RequestedState | null
  mayHoldCompaction: boolean
  sent: Body
  share: BodyShare
}

export type HistoryContext = {
  bus: Bus
  threads: Threads<{ joinHistory: typeof joinHistory }>
  storageRoom: StorageRoom
}

const READ_TIMEOUT_MS = 10_000

const NO_HISTORY = Buffer.from('[]')
const NO_ITEMS = Buffer.from('{}')

/**
 * Inserts the stored history before a request's own input, and stored items in place of references.
 * @throws PublicError if something does not exist, the result is too large, or the account's storage is full.
 */
export const recallHistory = async <Request extends Asking>(
  context: HistoryContext,
  request: Request,
): Promise<Request & History> => {
  const { state } = request
  if (state === null) {
    return { ...request, body: request.sent, storage: null, isBackground: false, recalledObject: null }
  }
  const { isStored, isBackground, previousResponseId, conversationId } = state
  // A conversation also stores the input of its requests.
  const copies = conversationId === null ? 1 : 2
  if (isStored) await context.storageRoom.require(request.key.accountId, copies * request.sent.byteLength)
  const { historyItemCount, ...whole } = await joined(context, request, state)
  const storage = { previousResponseId, conversationId, historyItemCount }
  return { ...request, ...whole, storage: isStored ? storage : null, isBackground }
}

const joined = async (
  { bus, threads }: HistoryContext,
  { key, sent, share, mayHoldCompaction }: Asking,
  state: RequestedState,
): Promise<Omit<Joined, 'body'> & { body: Body }> => {
  const [history, items] = await Promise.all([
    readHistoryOf(bus, key.accountId, state),
    readItemsOf(bus, key.accountId, state),
  ])
  const isWhole = history === NO_HISTORY && items === NO_ITEMS && !mayHoldCompaction
  if (isWhole) return { body: sent, historyItemCount: 0, recalledObject: null }
  const recalled = { history, items }
  const byteLength = sent.byteLength + history.byteLength + items.byteLength
  share.reserve(byteLength)
  const whole: Joined =
    byteLength > LARGE_BODY_BYTES || sent instanceof LargeBody
      ? await threads.run('joinHistory', forThread(sent), recalled, { caller: key.accountId })
      : joinHistory(sent, recalled)
  return { ...whole, body: bodyOf(whole.body) }
}

/** As JSON; `NO_HISTORY` if there is none. */
const readHistoryOf = async (
  bus: Bus,
  accountId: string,
  { previousResponseId, conversationId }: RequestedState,
): Promise<Buffer> => {
  if (previousResponseId === null && conversationId === null) return NO_HISTORY
  const head = { accountId, previousResponseId, conversationId }
  const read = await exchange(bus, readHistory, head, Buffer.alloc(0), READ_TIMEOUT_MS)
  return read.equals(NO_HISTORY) ? NO_HISTORY : read
}

/** As JSON; `NO_ITEMS` without references. */
const readItemsOf = async (
  bus: Bus,
  accountId: string,
  { referencedIds }: RequestedState,
): Promise<Buffer> => {
  if (referencedIds.length === 0) return NO_ITEMS
  const ids = Buffer.from(JSON.stringify(referencedIds))
  return exchange(bus, findItems, { accountId }, ids, READ_TIMEOUT_MS)
}
