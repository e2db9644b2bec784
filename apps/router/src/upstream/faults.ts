import type { Fault } from '@gptget/protocol'
import { AnswerTooLargeError } from '@gptget/providers'
import type { StopReason } from './watch.ts'

const SILENCE: Record<Exclude<StopReason, 'client' | 'rival'>, string> = {
  deadline: 'The request exceeded its time limit.',
  'first-token': 'The provider did not begin to answer in time.',
  idle: 'The provider stopped sending during its answer.',
}

/** The meaning of a failed connection or a broken answer. `reason`: whether we aborted it. */
export const faultOfConnection = (error: unknown, reason: StopReason | null): Fault => {
  if (reason !== null && reason !== 'client' && reason !== 'rival')
    return { code: 'timeout', message: SILENCE[reason], raw: error }
  if (error instanceof AnswerTooLargeError)
    return { code: 'provider_unavailable', message: error.message, raw: error }
  const code = codeOf(error)
  if (code === CONNECT_TIMEOUT)
    return { code: 'timeout', message: 'The provider could not be reached in time.', raw: error }
  return { code: 'provider_unavailable', message: describe(code), raw: error }
}

const CONNECT_TIMEOUT = 'UND_ERR_CONNECT_TIMEOUT'

/** Whether an error means that the connection could not be made in time. */
export const isConnectTimeout = (error: unknown): boolean => codeOf(error) === CONNECT_TIMEOUT

const describe = (code: string): string => {
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return 'The provider could not be reached.'
  if (/CERT|TLS|SSL/.test(code)) return 'The provider could not be reached securely.'
  return 'The connection to the provider was lost.'
}

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.cause === undefined ? '' : codeOf(error.cause)
}

/** Failures caused by the request itself: no other provider would answer it better. */
const OF_THE_CALLER = new Set<Fault['code']>([
  'invalid_request',
  'unsupported_parameter',
  'context_length_exceeded',
  'content_policy_violation',
  'request_too_large',
])

export const isOfTheCaller = ({ code }: Fault): boolean => OF_THE_CALLER.has(code)

/** `retry-after` of an answer in milliseconds: seconds or a date (RFC 9110), or OpenAI's `retry-after-ms`. */
export const retryAfterOf = (
  headers: Record<string, string | string[] | undefined>,
  nowMs: number,
): number | undefined => {
  const precise = Number(headers['retry-after-ms'])
  if (Number.isFinite(precise) && precise > 0) return precise
  const text = headers['retry-after']
  if (typeof text !== 'string') return undefined
  const seconds = Number(text)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - nowMs
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}
