import { Client, type Dispatcher } from 'undici'
import type { Endpoint } from './job.ts'

export type Answer =
  | { kind: 'answered'; latencyMs: number; firstEventMs: number }
  | { kind: 'left' }
  | { kind: 'failed'; reason: string }

export type Request = { path: string; headers: Record<string, string>; body: string; isStream: boolean }

const MESSAGES = [
  { role: 'system', content: 'You are a helpful assistant.' },
  { role: 'user', content: 'What is a lighthouse for? Answer in one short paragraph.' },
]

export const requestOf = (endpoint: Endpoint, model: string, isStream: boolean): Request => ({
  path: endpoint.path,
  headers: { 'content-type': 'application/json', ...endpoint.headers },
  body: JSON.stringify({
    model: `${endpoint.modelPrefix}${model}`,
    messages: MESSAGES,
    ...(isStream ? { stream: true, stream_options: { include_usage: true } } : {}),
  }),
  isStream,
})

/** Opens a separate connection, like a caller in another process. */
export const connectTo = (origin: string): Client =>
  new Client(origin, { pipelining: 1, bodyTimeout: 120_000, headersTimeout: 60_000 })

const EVENT = Buffer.from('data:')
const DONE = Buffer.from('data: [DONE]')

/** Sends the request and returns its outcome; never rejects. `onEvents` receives the number of events. */
export const ask = (
  client: Client,
  request: Request,
  options: { onEvents: (count: number) => void; signal?: AbortSignal },
): Promise<Answer> =>
  new Promise((resolve) => {
    const startedAt = performance.now()
    let status = 0
    let firstEventMs = NaN
    let isDone = false
    let head = ''
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: (controller) => {
        options.signal?.addEventListener('abort', () => controller.abort(new Error('left')), { once: true })
      },
      onResponseStart: (_controller, statusCode) => {
        status = statusCode
      },
      onResponseData: (_controller, chunk) => {
        if (head === '') head = chunk.toString('utf8', 0, 300)
        if (!request.isStream) return
        const count = countOf(chunk)
        if (count > 0 && Number.isNaN(firstEventMs)) firstEventMs = performance.now() - startedAt
        options.onEvents(count)
        isDone ||= chunk.includes(DONE)
      },
      onResponseEnd: () => {
        const latencyMs = performance.now() - startedAt
        if (status !== 200)
          resolve({ kind: 'failed', reason: `HTTP ${status}: ${head.replaceAll(/\s+/g, ' ')}` })
        else if (request.isStream && !isDone)
          resolve({ kind: 'failed', reason: 'a stream that ended without [DONE]' })
        else resolve({ kind: 'answered', latencyMs, firstEventMs })
      },
      onResponseError: (_controller, error) =>
        resolve(
          options.signal?.aborted
            ? { kind: 'left' }
            : { kind: 'failed', reason: String(error.cause ?? error.message) },
        ),
    }
    client.dispatch({ method: 'POST', ...request }, handler)
  })

const countOf = (chunk: Buffer): number => {
  let count = 0
  for (let at = chunk.indexOf(EVENT); at >= 0; at = chunk.indexOf(EVENT, at + EVENT.length)) count += 1
  return count
}
