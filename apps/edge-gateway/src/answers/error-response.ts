import { ERROR_FORMS } from '@gptget/protocol'
import { PublicError } from '@gptget/errors'
import type { Dialect } from '@gptget/contracts'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** The dialect a path belongs to: errors are shown in it even where no route matched. */
export const dialectOfPath = (path: string): Dialect => {
  if (path.startsWith('/v1beta') || /^\/v1\/models\/.+:[a-zA-Z]+$/.test(path)) return 'gemini'
  if (path.startsWith('/v1/messages')) return 'anthropic-messages'
  if (path.startsWith('/v1/responses') || path.startsWith('/v1/conversations')) return 'openai-responses'
  return 'openai-chat'
}

/** An error as the path's dialect shows it. */
export const errorResponse = (c: Context, error: PublicError, headers: Record<string, string>): Response =>
  c.json(
    ERROR_FORMS[dialectOfPath(c.req.path)].body(error) as object,
    error.status as ContentfulStatusCode,
    headers,
  )

export const answerNotFound = (c: Context): Response =>
  errorResponse(
    c,
    new PublicError('not_found', `There is no ${c.req.method} ${c.req.path}. The reference is at /docs.`),
    {},
  )
