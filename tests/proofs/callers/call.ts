import { request } from 'undici'
import { Connections } from './connections.ts'
import { CALLERS, errorOf, type Ask, type CallerDialect, type Json } from './dialects.ts'
import { createEventReader } from './read-lines.ts'

export type Call = Ask & {
  dialect: CallerDialect
  /** The URL of an edge, without a path. */
  url: string
  apiKey: string
  /** Additional fields of the body. */
  more?: Record<string, unknown>
  headers?: Record<string, string>
  /** The caller disconnects when this aborts. */
  signal?: AbortSignal
  /** Called for each event with text, with the number so far. */
  onToken?: (count: number) => void
}

/** What a caller saw of one request, without anything that the gateway reports elsewhere. */
export type Seen = {
  /** null: no answer began. */
  status: number | null
  generationId: string | null
  text: string
  /** The number of events with text. */
  tokenCount: number
  /** The terminal events of the dialect that arrived, and the errors inside the answer. */
  endCount: number
  errorCount: number
  /** The code of the error that the answer is, or ends with. */
  error: string | null
  costUsd: number | null
  /** The answer ended at its maximum length. */
  isCutShort: boolean
  /** What ended the answer instead of the model, as the answer says. */
  endedBy: string | null
  /** null: it was read to its last byte. */
  broke: 'left' | 'connection' | null
  headers: Record<string, string>
  /** The body of an error. */
  errorBody: Json | null
}

const connections = new Connections({ connections: null, headersTimeout: 0, bodyTimeout: 0, pipelining: 1 })

/** Sends one request and reads its answer until it ends. Never rejects. */
export const call = async (asked: Call): Promise<Seen> => {
  const seen: Seen = { ...UNSEEN, headers: {} }
  try {
    await receive(asked, seen)
  } catch {
    // The reason does not matter to a caller: the answer is incomplete.
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

/** Whether the answer ended as its dialect specifies, with nothing after it. */
export const isWhole = (seen: Seen): boolean =>
  seen.status === 200 && seen.broke === null && seen.endCount === 1 && seen.errorCount === 0

const receive = async (asked: Call, seen: Seen): Promise<void> => {
  const { dialect, url, apiKey, signal } = asked
  const caller = CALLERS[dialect]
  const { statusCode, headers, body } = await request(url + caller.path(asked), {
    method: 'POST',
    dispatcher: connections.dispatcher,
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

/** Closes the idle connections. */
export const closeCalls = (): Promise<void> => connections.close()
