import type { Dialect } from '@gptget/contracts'
import type { PublicError } from '@gptget/errors'
import { ERROR_FORMS } from '@gptget/protocol'

/** The dialect of a path. Errors use it even if no route matched. */
export const dialectOfPath = (path: string): Dialect => {
  if (path.startsWith('/v1beta') || /^\/v1\/models\/.+:[a-zA-Z]+$/.test(path)) return 'gemini'
  if (path.startsWith('/v1/messages')) return 'anthropic-messages'
  if (path.startsWith('/v1/responses') || path.startsWith('/v1/conversations')) return 'openai-responses'
  return 'openai-chat'
}

/** An error in the format of the path's dialect. */
export const describeError = (path: string, error: PublicError, requestId?: string): object =>
  ERROR_FORMS[dialectOfPath(path)].body(error, requestId) as object
