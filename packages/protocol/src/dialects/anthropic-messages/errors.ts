import type { Fault } from '../../canonical/events.ts'
import type { ErrorForm } from '../../dialect.ts'
import { ERRORS, type PublicError } from '@gptget/errors'
import { compact, isObject, objectOf, optionalText } from '../../json/object.ts'
import { readFault } from '../read-fault.ts'

/** Reads `{type:"error",error:{type,message},request_id}` with its HTTP status. */
export const readError = (status: number, body: unknown): Fault => readErrorBody(body, status)

/** Reads the same body from an `error` event, where there is no status. */
export const readErrorBody = (body: unknown, status?: number): Fault => {
  const error = isObject(body) ? objectOf(body['error']) : {}
  const words = [optionalText(error['type']), optionalText(objectOf(error['details'])['error_code'])]
  const message =
    optionalText(error['message']) ?? (typeof body === 'string' ? optionalText(body) : undefined)
  return readFault({
    ...(status === undefined ? {} : { status }),
    // The type mostly repeats the status. The message of an invalid request may say that the prompt is too long.
    words: words.filter((word) => word !== undefined),
    message: message?.slice(0, 2000) ?? 'The provider failed without a reason.',
    raw: body,
  })
}

const isText = (value: unknown): boolean => typeof value === 'string'

const errorBody = (error: PublicError, requestId?: string) =>
  compact({
    type: 'error',
    error: compact({
      type: ERRORS[error.code].anthropic,
      message: error.message,
      error_type: error.code,
      param: error.details.param,
      metadata: error.details.metadata,
      // Where Anthropic itself puts the reason a client may act on.
      details: isText(error.details.metadata?.['error_code']) ? error.details.metadata : undefined,
    }),
    request_id: optionalText(error.details.metadata?.['request_id']) ?? requestId,
  })

export const errorForm: ErrorForm = {
  body: errorBody,
  events: (error) => [{ event: 'error', data: JSON.stringify(errorBody(error)) }],
}
