import { Agent, request } from 'undici'
import { CALLERS, errorOf, type Ask, type CallerDialect, type Json } from './dialects.ts'
import { createEventReader } from './read-lines.ts'

export type Call = Ask & {
  dialect: CallerDialect
  /** Of an edge, without a path. */
  url: string
  apiKey: string
  /** Fields of the body beside those of every request. */
  more?: Record<string, unknown>
  headers?: Record<string, string>
  /** The caller leaves when this aborts. */
  signal?: AbortSignal
  /** Told of each event that holds text, with how many there were. */
  onToken?: (count: number) => void
}

/** What a caller saw of one request. Nothing in it is what the gateway says of itself elsewhere. */
export type Seen = {
  /** Null: no answer began. */
  status: number | null
  generationId: string | null
  text: string
  /** Events that held text. */
  tokenCount: number
  /** Ends that dialect gives an answer that is whole, and errors told inside it. */
  endCount: number
  errorCount: number
  /** The reason of the error the answer is, or ends with. */
  error: string | null
  costUsd: number | null
  /** It ended as one that reached the longest it may be. */
  isCutShort: boolean
  /** What else than the model ended it, as the answer says. */
  endedBy: string | null
  /** Null: it was read to its last byte. */
  broke: 'left' | 'connection' | null
  headers: Record<string, string>
  /** The body of an answer that is an error. */
  errorBody: Json | null
}

const agent = new Agent({ connections: null, headersTimeout: 0, bodyTimeout: 0, pipelining: 1 })

/** Sends one request and reads its answer to wherever it ends. Never rejects. */
export const call = async (asked: Call): Promise<Seen> => {
  const seen: Seen = { ...UNSEEN, headers: {} }
  try {
    await receive(asked, seen)
  } catch {
    // Why does not matter to a caller: the answer is not all there.
    seen.broke = asked.signal?.aborted ? 'left' : 'connection'
  }
  return seen
}

const UNSEEN: Seen = {
  status: null,
  generationId: null,
  text: '',
  tokenCount: 0,
  endCount: 0,
  errorCount: 0,
  error: null,
  costUsd: null,
  isCutShort: false,
  endedBy: null,
  broke: null,
  headers: {},
  errorBody: null,
}

/** Whether the answer came to its end in the way its dialect says, and nothing came after. */
export const isWhole = (seen: Seen): boolean =>
  seen.status === 200 && seen.broke === null && seen.endCount === 1 && seen.errorCount === 0

const receive = async (asked: Call, seen: Seen): Promise<void> => {
  const { dialect, url, apiKey, signal } = asked
  const caller = CALLERS[dialect]
  const { statusCode, headers, body } = await request(url + caller.path(asked), {
    method: 'POST',
    dispatcher: agent,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}`, ...asked.headers },
    body: JSON.stringify({ ...(caller.body(asked) as object), ...asked.more }),
    signal,
  })
  seen.status = statusCode
  seen.headers = headers as Record<string, string>
  seen.generationId = seen.headers['x-generation-id'] ?? null
  if (statusCode === 200 && asked.isStream) return receiveEvents(asked, seen, body)
  const json = JSON.parse(await body.text()) as Json
  if (statusCode !== 200) {
    seen.error = errorOf(json)
    seen.errorBody = json
    return
  }
  const whole = caller.readWhole(json)
  seen.text = whole.text
  seen.tokenCount = 1
  seen.endCount = Number(whole.isEnd)
  seen.error = whole.error
  seen.errorCount = Number(whole.error !== null)
  seen.costUsd = whole.costUsd
  seen.isCutShort = whole.isCutShort
  seen.endedBy = whole.endedBy
}

const receiveEvents = async (asked: Call, seen: Seen, body: AsyncIterable<Uint8Array>): Promise<void> => {
  const { readEvent, mayRepeatEnd } = CALLERS[asked.dialect]
  const reader = createEventReader()
  for await (const bytes of body)
    for (const event of reader.push(bytes)) {
      const { text, isEnd, error, costUsd, isCutShort, endedBy } = readEvent(event)
      seen.text += text
      if (isEnd) seen.endCount = mayRepeatEnd ? 1 : seen.endCount + 1
      seen.errorCount += Number(error !== null)
      seen.error ??= error
      seen.costUsd = costUsd ?? seen.costUsd
      seen.isCutShort ||= isCutShort
      seen.endedBy = endedBy ?? seen.endedBy
      if (text === '') continue
      seen.tokenCount += 1
      asked.onToken?.(seen.tokenCount)
    }
}

/** Closes the connections that are kept for the next call. */
export const closeCalls = (): Promise<void> => agent.close()
