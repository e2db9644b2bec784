import { exchange, readHistory } from '@gptget/bus'
import type { Bus, ResponseKeeping } from '@gptget/bus'
import { inputItems, PublicError, spliceBytes } from '@gptget/protocol'
import { MAX_BODY_BYTES } from '../generation/read-body.ts'
import type { RequestedState } from './read-state.ts'

/** A request with all that was said before it. */
export type Recalled = { body: Buffer; keeping: ResponseKeeping | null; isBackground: boolean }

const HISTORY_TIMEOUT_MS = 10_000

/** Puts the kept history before a request's own input. @throws PublicError when it is not there, or is too long. */
export const recallHistory = async (
  bus: Bus,
  accountId: string,
  state: RequestedState | null,
  body: Buffer,
): Promise<Recalled> => {
  if (state === null) return { body, keeping: null, isBackground: false }
  const { isKept, isBackground, previousResponseId, conversationId } = state
  const keeping = { previousResponseId, conversationId, historyItemCount: 0 }
  if (previousResponseId === null && conversationId === null)
    return { body, keeping: isKept ? keeping : null, isBackground }
  const head = { accountId, previousResponseId, conversationId }
  const read = await exchange(bus, readHistory, head, Buffer.alloc(0), HISTORY_TIMEOUT_MS)
  const history = JSON.parse(read.toString()) as unknown[]
  keeping.historyItemCount = history.length
  return { body: prepend(history, body), keeping: isKept ? keeping : null, isBackground }
}

const prepend = (history: unknown[], body: Buffer): Buffer => {
  const { input } = JSON.parse(body.toString()) as { input?: unknown }
  const whole = spliceBytes(body, { input: JSON.stringify([...history, ...inputItems(input)]) })
  if (whole.byteLength <= MAX_BODY_BYTES) return whole
  throw new PublicError('request_too_large', 'The conversation so far and this request are over 50 MiB.', {
    metadata: { max_bytes: MAX_BODY_BYTES },
  })
}
