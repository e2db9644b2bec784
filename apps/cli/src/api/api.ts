import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError, unreachable } from './api-error.ts'
import { isRepeatable, waitBeforeRepeating } from './repeat.ts'

export type Ask = {
  /** The body, sent as JSON. */
  json?: object
  /** The body, sent unchanged. */
  body?: NonNullable<RequestInit['body']>
  query?: Record<string, string | number | undefined>
  headers?: Record<string, string>
}

/** Calls the server with the user's key. Paths are relative to `/v1`, or absolute below the server's origin. */
export type Api = {
  baseUrl: string
  origin: string
  apiKey: string
  /** @throws ApiError for an error response, CliError if the server cannot be reached */
  send(method: string, path: string, ask?: Ask): Promise<Response>
  /** Like `send`, and returns the parsed JSON of the response. The API reference guarantees its shape. */
  ask<Answer>(method: string, path: string, ask?: Ask): Promise<Answer>
}

export type ApiOptions = {
  baseUrl: string
  apiKey: string
  keySource: string
  signal: AbortSignal
  userAgent: string
}

const TRIES = 3

export const openApi = (options: ApiOptions): Api => {
  const { baseUrl, apiKey, keySource, signal } = options
  const { origin } = new URL(baseUrl)
  const send: Api['send'] = async (method, path, ask = {}) => {
    // A stream can be read only once, so its request is never repeated.
    const tries = ask.body instanceof ReadableStream ? 1 : TRIES
    for (let attempt = 1; ; attempt += 1) {
      const response = await fetchOnce(
        urlOf(path, origin, baseUrl, ask.query),
        requestOf(options, method, ask),
      )
      if (response.ok) return response
      const facts = { attempt, isRepeatable: isRepeatable(method, ask.headers), nowMs: Date.now() }
      const waitMs = attempt < tries ? waitBeforeRepeating(response, facts) : null
      if (waitMs === null)
        throw new ApiError(response.status, await response.text(), response.headers, keySource)
      await response.body?.cancel()
      await sleep(waitMs, undefined, { signal })
    }
  }
  const fetchOnce = async (url: string, request: RequestInit): Promise<Response> => {
    try {
      return await fetch(url, request)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw unreachable(baseUrl, error)
    }
  }
  return {
    baseUrl,
    origin,
    apiKey,
    send,
    ask: async <Answer>(method: string, path: string, ask?: Ask) =>
      (await (await send(method, path, ask)).json()) as Answer,
  }
}

const urlOf = (path: string, origin: string, baseUrl: string, query: Ask['query'] = {}): string => {
  const url = new URL(
    path.startsWith('/v1/') || path.startsWith('/api/') ? `${origin}${path}` : `${baseUrl}${path}`,
  )
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value))
  return url.href
}

const requestOf = (options: ApiOptions, method: string, ask: Ask): RequestInit => ({
  method,
  signal: options.signal,
  headers: {
    'user-agent': options.userAgent,
    ...(options.apiKey ? { authorization: `Bearer ${options.apiKey}` } : {}),
    ...(ask.json ? { 'content-type': 'application/json' } : {}),
    ...ask.headers,
  },
  ...(ask.json ? { body: JSON.stringify(ask.json) } : {}),
  ...(ask.body === undefined ? {} : { body: ask.body, duplex: 'half' }),
})
