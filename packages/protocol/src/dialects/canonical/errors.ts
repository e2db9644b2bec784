import type { Fault } from '../../canonical/events.ts'
import type { ErrorForm } from '../../dialect.ts'
import { ERRORS, type ErrorCode, type PublicError } from '@gptget/errors'
import { compact, isObject, objectOf, optionalText } from '../../json/object.ts'

const faultOf = ({ code, message, details: { param, retryAfterMs } }: PublicError): Fault =>
  compact({ code, message, param, retryAfterMs }) as Fault

export const errorForm: ErrorForm = {
  body: (error) => ({ fault: faultOf(error) }),
  events: (error) => [{ data: JSON.stringify({ type: 'fault', fault: faultOf(error) }) }],
}

/** Reads what `errorForm` wrote. */
export const readError = (status: number, body: unknown): Fault => {
  const fault = objectOf(objectOf(body)['fault'])
  const code = optionalText(fault['code'])
  return {
    ...fault,
    code: isCode(code) ? code : 'internal',
    message: optionalText(fault['message']) ?? 'The generation failed without a reason.',
    upstreamStatus: status,
    raw: body,
  }
}

const isCode = (code: string | undefined): code is ErrorCode =>
  code !== undefined && Object.hasOwn(ERRORS, code)

export const holdsFault = (body: unknown): boolean => isObject(body) && isObject(body['fault'])
