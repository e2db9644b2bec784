import { expect } from 'vitest'

export type ErrorBody = {
  message: string
  type: string
  code: number
  param?: string | null
  metadata?: Record<string, unknown>
}

/** The error type of each status in the specification; others are `api_error`. */
const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'insufficient_credits',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  409: 'invalid_request_error',
  410: 'invalid_request_error',
  413: 'invalid_request_error',
  429: 'rate_limit_error',
}

/**
 * Reads the error of a failed answer and checks it against the public contract: envelope, type, headers, and `code`
 * equal to the HTTP status.
 */
export const readError = async (response: Response): Promise<ErrorBody> => {
  const text = await response.text()
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  expect(response.headers.get('x-request-id')).toBeTruthy()
  const { error } = JSON.parse(text) as { error: ErrorBody }
  expect(error).toMatchObject({ code: response.status, type: TYPES[response.status] ?? 'api_error' })
  expect(error.message.length).toBeGreaterThan(5)
  return error
}
