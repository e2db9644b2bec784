import { toPublicError } from '@gptget/errors'
import type { Context as HonoContext } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from '@gptget/runtime'
import { ERRORS } from '@gptget/errors'
import type { PublicError } from '@gptget/errors'

/** Answers a thrown value in OpenAI's envelope. Logs server errors. */
export const answerError = (thrown: unknown, c: HonoContext, logger: Logger): Response => {
  const error = toPublicError(thrown)
  logFailure(error, logger)
  const { retryAfterMs } = error.details
  if (retryAfterMs !== undefined) c.header('retry-after', String(Math.ceil(retryAfterMs / 1000)))
  return c.json(printError(error), error.status as ContentfulStatusCode)
}

/** OpenAI's error envelope. */
export const printError = (error: PublicError) => ({
  error: {
    message: error.message,
    type: ERRORS[error.code].type,
    param: error.details.param ?? null,
    code: error.code,
  },
})

export const logFailure = (error: PublicError, logger: Logger): void => {
  if (error.status >= 500) logger.error({ err: error.cause ?? error, code: error.code }, 'request failed')
}
