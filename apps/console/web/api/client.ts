import { m } from '../messages/index.ts'

/** An error that the console or the API answered. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

type ErrorBody = { error?: { code?: string; message?: string }; code?: string; message?: string } | null

/** The error in a failed answer. Several forms exist. */
const errorOf = async (response: Response): Promise<ApiError> => {
  const body = (await response.json().catch(() => null)) as ErrorBody
  const { code = '', message = m.common.somethingFailed } = body?.error ?? body ?? {}
  return new ApiError(response.status, String(code), message)
}

/** Sends a request to the console. @throws ApiError for every error; with status 0 if nothing answered */
export const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const response = await fetch(path, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    throw new ApiError(0, 'unreachable', m.common.unreachable)
  })
  if (!response.ok) throw await errorOf(response)
  return response
}

export const getJson = async <Answer>(path: string, signal?: AbortSignal): Promise<Answer> =>
  (await ask(path, { signal })).json()

export const sendJson = async <Answer>(method: string, path: string, body: unknown = {}): Promise<Answer> => {
  const headers = { 'content-type': 'application/json' }
  const response = await ask(path, { method, headers, body: JSON.stringify(body) })
  return response.json()
}
