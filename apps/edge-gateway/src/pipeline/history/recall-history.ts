import { exchange } from '@gptget/bus'
import { findItems, readHistory } from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import type { ResponseStorage } from '@gptget/contracts'
import { MAX_BODY_BYTES } from '@gptget/http'
import { inputItems, mayHoldCompaction, readCompaction, referenceOf, spliceBytes } from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { RequestedState } from '../parse/read-state.ts'

/** What was said before a request, and what shall remain of it. */
export type History = {
  /** The request with all that was said before it. */
  body: Buffer
  /** Where the answer is kept, if it is. */
  storage: ResponseStorage | null
  isBackground: boolean
}

type Asking = { key: { accountId: string }; state: RequestedState | null; sent: Buffer }

const READ_TIMEOUT_MS = 10_000

/**
 * Puts the kept history before a request's own input, and kept items in the place of references to them.
 * @throws PublicError when something is not there, or all of it is too long.
 */
export const recallHistory = async <Request extends Asking>(
  { bus }: { bus: Bus },
  request: Request,
): Promise<Request & History> => {
  const { state, sent } = request
  if (state === null) return { ...request, body: sent, storage: null, isBackground: false }
  const { accountId } = request.key
  const { isStored, isBackground, previousResponseId, conversationId } = state
  const [history, items] = await Promise.all([
    readHistoryOf(bus, accountId, state),
    readItemsOf(bus, accountId, state),
  ])
  const storage = { previousResponseId, conversationId, historyItemCount: history.length }
  const isWhole = history.length === 0 && items.size === 0 && !mayHoldCompaction(sent)
  return {
    ...request,
    body: isWhole ? sent : withInput(sent, history, items),
    storage: isStored ? storage : null,
    isBackground,
  }
}

const readHistoryOf = async (
  bus: Bus,
  accountId: string,
  { previousResponseId, conversationId }: RequestedState,
): Promise<unknown[]> => {
  if (previousResponseId === null && conversationId === null) return []
  const head = { accountId, previousResponseId, conversationId }
  const read = await exchange(bus, readHistory, head, Buffer.alloc(0), READ_TIMEOUT_MS)
  return JSON.parse(read.toString()) as unknown[]
}

const readItemsOf = async (
  bus: Bus,
  accountId: string,
  { referencedIds }: RequestedState,
): Promise<ReadonlyMap<string, unknown>> => {
  if (referencedIds.length === 0) return new Map()
  const ids = Buffer.from(JSON.stringify(referencedIds))
  const read = await exchange(bus, findItems, { accountId }, ids, READ_TIMEOUT_MS)
  return new Map(Object.entries(JSON.parse(read.toString()) as Record<string, unknown>))
}

const withInput = (body: Buffer, history: unknown[], items: ReadonlyMap<string, unknown>): Buffer => {
  const { input } = JSON.parse(body.toString()) as { input?: unknown }
  const own = inputItems(input).map((item) => items.get(referenceOf(item) ?? '') ?? item)
  const whole = spliceBytes(body, {
    input: JSON.stringify([...history, ...own].map((item) => readCompaction(item) ?? item)),
  })
  if (whole.byteLength <= MAX_BODY_BYTES) return whole
  throw new PublicError('request_too_large', 'The conversation so far and this request are over 50 MiB.', {
    metadata: { max_bytes: MAX_BODY_BYTES },
  })
}
