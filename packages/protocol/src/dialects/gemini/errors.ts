import type { Fault } from '../../canonical/events.ts'
import type { ErrorForm } from '../../dialect.ts'
import { ERRORS, type PublicError } from '@gptget/errors'
import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import { readFault } from '../read-fault.ts'

/** Reads `{error:{code,message,status,details}}`, bare or as the one element of an array. */
export const readError = (status: number, body: unknown): Fault => readErrorBody(body, status)

/** Reads the same from a stream, where `code` is the status. */
export const readErrorBody = (body: unknown, status?: number): Fault => {
  const error = objectOf(objectOf(Array.isArray(body) ? body[0] : body)['error'])
  const details = arrayOf(error['details']).map(objectOf)
  const known = status ?? (typeof error['code'] === 'number' ? error['code'] : undefined)
  const retryAfterMs = details
    .map((detail) => durationMs(detail['retryDelay']))
    .find((delay) => delay !== undefined)
  const words = [...details.map((detail) => detail['reason']), error['status']]
  return readFault({
    ...(known === undefined ? {} : { status: known }),
    words: words.filter((word) => typeof word === 'string'),
    message: (
      optionalText(error['message']) ??
      optionalText(body) ??
      'The provider failed without a reason.'
    ).slice(0, 2000),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    raw: body,
  })
}

/** A protobuf duration in JSON (`34.07s`), in milliseconds. */
const durationMs = (value: unknown): number | undefined => {
  const seconds = typeof value === 'string' && value.endsWith('s') ? Number(value.slice(0, -1)) : Number.NaN
  return Number.isFinite(seconds) ? Math.ceil(seconds * 1000) : undefined
}

const errorBody = (error: PublicError) => ({
  error: {
    code: error.status,
    message: error.message,
    status: ERRORS[error.code].google,
    details: [
      compact({
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: error.code.toUpperCase(),
        domain: 'gptget.net',
        metadata: metadataOf(error),
      }),
    ],
  },
})

/** Google's metadata is a map of strings (google.rpc.ErrorInfo), so other values become JSON. */
const metadataOf = ({ details: { param, metadata } }: PublicError): Record<string, string> | undefined => {
  const all = { ...(param === undefined ? {} : { param }), ...metadata }
  const texts = Object.entries(all).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return texts.length === 0 ? undefined : (Object.fromEntries(texts) as Record<string, string>)
}

export const errorForm: ErrorForm = {
  body: errorBody,
  events: (error) => [{ data: JSON.stringify(errorBody(error)) }],
}
