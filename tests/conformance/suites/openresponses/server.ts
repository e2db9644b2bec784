import { createSseReader } from '@gptget/protocol'
import { responseResource, socketError, streamingEvent, type ResponseResource } from './schema.ts'

export type Json = Record<string, unknown>

/** The server under test and the model. */
export type Server = { baseUrl: string; apiKey: string; model: string }

/** The result of one streamed turn. */
export type Turn = { events: Json[]; response: ResponseResource | undefined; errorCode: string | undefined }

export const post = (server: Server, path: string, body: unknown): Promise<Response> =>
  fetch(server.baseUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.apiKey}` },
    body: JSON.stringify(body),
  })

/** @throws Error with the answer if it is not a success */
export const postJson = async (server: Server, path: string, body: unknown): Promise<unknown> => {
  const response = await post(server, path, body)
  const text = await response.text()
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}`)
  return JSON.parse(text)
}

/** Reads a stream to its end. @throws Error naming an event that does not match the specification */
export const stream = async (server: Server, body: Json): Promise<Turn> => {
  const response = await post(server, '/responses', { ...body, stream: true })
  const text = await response.text()
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${text}`)
  const data = createSseReader()
    .push(text)
    .map((frame) => frame.data)
    .filter((item) => item !== '[DONE]')
  return readTurn(data.map((item) => JSON.parse(item) as Json))
}

const LAST: ReadonlySet<unknown> = new Set(['response.completed', 'response.failed', 'response.incomplete'])

const isLast = (event: Json): boolean => LAST.has(event['type']) || event['type'] === 'error'

const readTurn = (events: Json[]): Turn => {
  for (const event of events) {
    const schema = event['type'] === 'error' && 'status' in event ? socketError : streamingEvent
    const { error } = schema.safeParse(event)
    if (error) throw new Error(`${String(event['type'])}: ${firstIssue(error.issues)}`)
  }
  const last = events.at(-1)
  const response = last && 'response' in last ? responseResource.parse(last['response']) : undefined
  const failure = (last?.['error'] ?? response?.error ?? {}) as Json
  const code = failure['code']
  return { events, response, errorCode: typeof code === 'string' ? code : undefined }
}

export const firstIssue = (issues: readonly { path: PropertyKey[]; message: string }[]): string =>
  issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')

const TURN_TIMEOUT_MS = 20_000

/** A request of a WebSocket session, which may be built from the earlier turns. */
export type Step = Json | ((turns: Turn[]) => Json)

/** Plays a session over one WebSocket, one turn after another. @throws Error if a turn does not end */
export const converse = async (server: Server, steps: Step[]): Promise<Turn[]> => {
  const url = `${server.baseUrl.replace(/^http/, 'ws')}/responses`
  // Unlike browsers, Node's WebSocket accepts headers.
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${server.apiKey}` } } as never)
  const turns: Turn[] = []
  try {
    await opened(socket)
    for (const step of steps) {
      const received = receiveTurn(socket)
      const body = typeof step === 'function' ? step(turns) : step
      socket.send(JSON.stringify({ type: 'response.create', ...body }))
      turns.push(readTurn(await received))
    }
    return turns
  } finally {
    socket.close()
  }
}

const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error('the WebSocket did not open')), { once: true })
  })

const receiveTurn = (socket: WebSocket): Promise<Json[]> =>
  new Promise((resolve, reject) => {
    const events: Json[] = []
    const over = new AbortController()
    const finish = (settle: () => void): void => {
      clearTimeout(timer)
      over.abort()
      settle()
    }
    const fail = (reason: string) => (): void => finish(() => reject(new Error(reason)))
    const timer = setTimeout(fail('a turn did not end in time'), TURN_TIMEOUT_MS)
    const onMessage = ({ data }: MessageEvent): void => {
      const event = JSON.parse(String(data)) as Json
      events.push(event)
      if (isLast(event)) finish(() => resolve(events))
    }
    socket.addEventListener('message', onMessage, { signal: over.signal })
    socket.addEventListener('close', fail('the WebSocket closed inside a turn'), { signal: over.signal })
  })
