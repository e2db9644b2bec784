import type { TaskFailure } from '@gptget/contracts'
import { isObject, objectOf, optionalText } from '../json/object.ts'
import type { Submitted, TaskAnswer, WirePolled } from './wire.ts'

type Refused = Extract<Submitted, { type: 'refused' }>

const MOST_CHARACTERS = 500
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)]+|\b[\w-]+(?:\.[\w-]+)+\.[a-z]{2,}\b(?:\/[^\s"'<>)]*)?/gi

/** A provider's message for the caller: without URLs, which may be signed, and of limited length. */
export const withoutAddresses = (message: string): string =>
  message.replaceAll(ADDRESS, '[address]').slice(0, MOST_CHARACTERS)

const POLICY =
  /moderat|safety|policy|prohibit|sensitive|nsfw|banned|copyright|violat|risk control|inappropriate/i

/** A provider's failure of a task, with its error code. */
const failureOf = (message: string | undefined, code = 'generation_failed'): TaskFailure => {
  const text = message === undefined ? '' : withoutAddresses(message)
  if (POLICY.test(text))
    return { code: 'content_policy_violation', message: `The provider refused it for its content: ${text}` }
  return {
    code,
    message: text === '' ? 'The provider could not make it.' : `The provider could not make it: ${text}`,
  }
}

export const failed = (message: string | undefined, code?: string): WirePolled => ({
  type: 'failed',
  failure: failureOf(message, code),
})

/** Ended without a file, which is how some providers filter content. */
export const failedWithoutOutput = (): WirePolled => failed('It ended without a file.', 'no_output')

const refused = (failure: TaskFailure, retry: Refused['retry'] = 'no'): Refused => ({
  type: 'refused',
  failure,
  retry,
})

/** The first text under one of the usual names of an error's message. */
export const messageIn = (body: unknown): string | undefined => {
  if (typeof body === 'string') return body.trimStart().startsWith('<') ? undefined : optionalText(body)
  const { error, message, msg, detail, errors, failure_reason: reason, description } = objectOf(body)
  const inner = isObject(error) ? error : Array.isArray(errors) ? objectOf(errors[0]) : {}
  return (
    optionalText(inner['message']) ??
    optionalText(error) ??
    optionalText(message) ??
    optionalText(msg) ??
    optionalText(reason) ??
    optionalText(description) ??
    (Array.isArray(detail) ? optionalText(objectOf(detail[0])['msg']) : optionalText(detail))
  )
}

/**
 * The outcome of a submission with an unsuccessful answer: it was not accepted. Another provider would also refuse an
 * invalid request, but may succeed after a problem with a key, a limit or the provider.
 */
export const refusalOf = ({ status, body }: TaskAnswer): Refused | null => {
  if (status < 400) return null
  const message = messageIn(body)
  if (status === 401 || status === 403 || status === 402 || status === 404)
    return refused(
      { code: 'provider_unavailable', message: 'The provider does not serve this model to this account.' },
      'elsewhere',
    )
  if (status === 408 || status === 425 || status === 429 || status === 503)
    return refused(
      { code: 'provider_rate_limited', message: 'The provider cannot accept more right now.' },
      'later',
    )
  if (status >= 500)
    return refused(
      { code: 'provider_unavailable', message: 'The provider failed to accept it.' },
      'elsewhere',
    )
  return refused(failureOf(message, 'invalid_request'))
}

/** The failure in an answer with status 200, by the code in its body. */
export const refusalByCode = (code: number, message: string | undefined): Refused =>
  code === 429
    ? refused(
        { code: 'provider_rate_limited', message: 'The provider cannot accept more right now.' },
        'later',
      )
    : refused(failureOf(message, 'invalid_request'))

/** The outcome of a poll with an unsuccessful answer; null for a success. Only 404 is about the task. */
export const unreadable = ({ status }: TaskAnswer): WirePolled | null => {
  if (status === 404 || status === 410) return { type: 'gone' }
  return status >= 400 ? { type: 'unreachable', reason: `the provider answered ${status}` } : null
}

/** The outcome of a submission whose answer has no id. */
export const withoutId = (): Refused =>
  refused({ code: 'provider_unavailable', message: 'The provider returned no id.' })

/** The outcome of a submission whose answer has the task's id in `field`, for providers without another handle. */
export const acceptedWith =
  (field: string) =>
  (answer: TaskAnswer): Submitted => {
    const id = optionalText(objectOf(answer.body)[field])
    return refusalOf(answer) ?? (id === undefined ? withoutId() : { type: 'accepted', handle: { id } })
  }
