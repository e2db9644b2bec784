import type { BrokenAnswer, ErrorForm } from '../../dialect.ts'
import type { ErrorCode, PublicError } from '@gptget/errors'
import { errorFields, errorForm as chatErrorForm } from '../openai-chat/errors.ts'
import type { JsonObject } from '../../json/object.ts'

export { readError, readErrorObject } from '../openai-chat/errors.ts'

/** The few codes of the Responses API for a failed response. `error_type` is our code. */
const RESPONSE_CODES: Partial<Record<ErrorCode, string>> = {
  rate_limit_exceeded: 'rate_limit_exceeded',
  provider_rate_limited: 'rate_limit_exceeded',
  invalid_request: 'invalid_prompt',
  context_length_exceeded: 'invalid_prompt',
  content_policy_violation: 'invalid_prompt',
}

/** The `error` of a response whose status is `failed`. */
const responseError = ({ code, message }: PublicError) => ({
  code: RESPONSE_CODES[code] ?? 'server_error',
  message,
})

/**
 * The event that ends a failed stream. `response` is the response so far, without its error. The official SDKs throw
 * the `error` next to it; without it, clients that only read the last response would end silently.
 */
export const failedEvent = (error: PublicError, response: JsonObject, sequenceNumber: number) => ({
  event: 'response.failed',
  data: JSON.stringify({
    type: 'response.failed',
    sequence_number: sequenceNumber,
    response: { ...response, status: 'failed', error: responseError(error) },
    error: errorFields(error),
    error_type: error.code,
  }),
})

const bareResponse = ({ id, model, createdAtSeconds }: BrokenAnswer) => ({
  id,
  object: 'response',
  created_at: createdAtSeconds,
  model,
  output: [],
  incomplete_details: null,
})

export const errorForm: ErrorForm = {
  body: chatErrorForm.body,
  events: (error, context) => [failedEvent(error, bareResponse(context), context.eventCount ?? 0)],
}
