import { PublicError } from '@gptget/errors'

const MAX_KEY_LENGTH = 255

/** The value of an `Idempotency-Key` header; null without one. @throws PublicError 400 */
export const parseIdempotencyKey = (value: string | null | undefined): string | null => {
  if (value === null || value === undefined) return null
  if (value !== '' && value.length <= MAX_KEY_LENGTH) return value
  throw new PublicError('invalid_request', `Idempotency-Key: must have 1 to ${MAX_KEY_LENGTH} characters.`, {
    param: 'Idempotency-Key',
  })
}
