import { CLIENT_FACING } from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { ChatRequest } from '@gptget/protocol'
import type { Dialect } from '@gptget/contracts'

/** A parsed body as its dialect's request. @throws PublicError 400 naming the field. */
export const readRequestOf = (
  dialect: Dialect,
  body: unknown,
  pathFields: Readonly<Record<string, unknown>>,
): ChatRequest => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new PublicError('invalid_request', 'The request body must be a JSON object.')
  }
  return CLIENT_FACING[dialect].readRequest({ ...body, ...pathFields })
}
