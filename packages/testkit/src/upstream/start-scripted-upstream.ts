import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readCall, VERSION_PREFIX, type UpstreamDialect } from './dialects.ts'
import { listen, TEST_HOST } from './listen.ts'
import { performSteps } from './perform-steps.ts'
import { planAnswer } from './plan-answer.ts'
import type { RecordedRequest } from './recorded-request.ts'
import { chooseAnswer, type ActiveRule, type Rule } from './rule.ts'
import { respond, type Step } from './step.ts'

export type ScriptedUpstream = {
  /** `http://127.0.0.1:<port>`, or with the given host. */
  url: string
  /** The base URL in an operator's configuration for this dialect, with its version prefix. */
  baseUrl(dialect: UpstreamDialect): string
  /** Adds a rule, which takes precedence over older ones. Without a rule, the script in the model's name applies. */
  script(rule: Rule): void
  /** The requests since the start or the last `clear`, in order. */
  requests(): RecordedRequest[]
  /** Waits for a request for which `isMet` holds. @throws Error after `timeoutMs` */
  waitFor(isMet: (request: RecordedRequest) => boolean, timeoutMs?: number): Promise<RecordedRequest>
  /** Removes all rules and recorded requests. */
  clear(): void
  /** Closes every connection and the port. */
  stop(): Promise<void>
}

/**
 * Starts an HTTP server that plays a provider: it answers by its rules or the model's name, and records requests. With
 * port 0, chooses a free port.
 */
export const startScriptedUpstream = async (
  options: { port?: number; host?: string } = {},
): Promise<ScriptedUpstream> => {
  const book = createBook()
  const server = createServer((request, response) => {
    answer(book, request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.keepAliveTimeout = 30_000
  const host = options.host ?? TEST_HOST
  const url = `http://${host}:${await listen(server, options.port ?? 0, host)}`
  return {
    url,
    baseUrl: (dialect) => url + VERSION_PREFIX[dialect],
    script: (rule) => void book.rules.push({ rule, matchCount: 0 }),
    requests: () => [...book.records],
    waitFor: (isMet, timeoutMs = 5_000) => waitForRecord(book, isMet, timeoutMs),
    clear: () => {
      book.rules = []
      book.records = []
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

type Book = { rules: ActiveRule[]; records: RecordedRequest[]; watchers: Set<() => void>; changed(): void }

const createBook = (): Book => {
  const watchers = new Set<() => void>()
  return {
    rules: [],
    records: [],
    watchers,
    changed: () => {
      for (const watcher of watchers) watcher()
    },
  }
}

const answer = async (book: Book, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const receivedAtMs = performance.now()
  const gone = new AbortController()
  const body = await readBody(request)
  const record = makeRecord(book, request, body, receivedAtMs)
  book.records.push(record)
  response.on('close', () => {
    if (response.writableFinished) record.completedAtMs = performance.now()
    else record.abortedAtMs = performance.now()
    gone.abort()
    book.changed()
  })
  book.changed()
  await performSteps(planSteps(book, record), response, record, gone.signal)
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const makeRecord = (
  book: Book,
  request: IncomingMessage,
  body: Buffer,
  receivedAtMs: number,
): RecordedRequest => {
  const path = request.url ?? '/'
  const json = parseJson(body)
  return {
    number: book.records.length + 1,
    method: request.method ?? '',
    path,
    headers: request.headers,
    body,
    json,
    model: readCall(path, json)?.model,
    receivedAtMs,
    completedAtMs: undefined,
    abortedAtMs: undefined,
    writeCount: 0,
  }
}

const parseJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}

/** A mistake in a script is answered with 418 and the reason, which tests do not mistake for a provider's failure. */
const planSteps = (book: Book, record: RecordedRequest): Step[] => {
  try {
    const chosen = chooseAnswer(book.rules, record)
    if (chosen && 'steps' in chosen) return chosen.steps
    const call = readCall(record.path, record.json)
    if (chosen && call) return planAnswer(chosen, call, record.number)
    return refuseUnscripted(`no script for ${record.method} ${record.path}, model ${record.model}`)
  } catch (error) {
    return refuseUnscripted(String(error))
  }
}

const refuseUnscripted = (message: string): Step[] =>
  respond(
    418,
    { 'content-type': 'application/json' },
    JSON.stringify({ error: { message, type: 'unscripted' } }),
  )

const waitForRecord = (
  book: Book,
  isMet: (request: RecordedRequest) => boolean,
  timeoutMs: number,
): Promise<RecordedRequest> =>
  new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      book.watchers.delete(check)
      clearTimeout(timer)
      settle()
    }
    const check = (): void => {
      const found = book.records.find(isMet)
      if (found) finish(() => resolve(found))
    }
    const timer = setTimeout(
      () => finish(() => reject(new Error(`no request met the condition within ${timeoutMs} ms`))),
      timeoutMs,
    )
    book.watchers.add(check)
    check()
  })
