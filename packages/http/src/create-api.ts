import { errorHeaders, PublicError, toPublicError } from '@gptget/errors'
import type { Logger } from '@gptget/runtime'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { cors } from 'hono/cors'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { getPath } from 'hono/utils/url'
import { fromBus } from './bus-failure.ts'
import type { HttpEnv } from './env.ts'
import { meantPath } from './meant-path.ts'
import { requestIdOf } from './request-id.ts'

type ApiOptions = {
  logger: Logger
  /** Random text for the id of a request without one. */
  makeId: () => string
  /** The headers in which a path's callers expect the id of their request. */
  requestIdHeaders: (path: string, requestId: string) => Record<string, string>
  /** The body in which a path's callers expect an error. */
  describeError: (path: string, error: PublicError, requestId?: string) => object
  /** A better error for something that a route threw, such as a refusal by its database. */
  explainFailure?: (thrown: unknown) => unknown
  /** Delays a refusal. */
  slowDown?: (c: Context<HttpEnv>) => Promise<void>
  /** Has another service answer paths without a route; null if none does. */
  answerElsewhere?: (c: Context<HttpEnv>) => Promise<Response | null>
  /** A better error than 404 for a path and method without a route, if there is one. */
  explainMissing?: (method: string, path: string) => Missing
}

/** An error with its headers. */
export type Missing = { error: PublicError; headers?: Record<string, string> }

/**
 * An HTTP API to mount routes on: any origin may call it, each answer has its request id, and everything that a route
 * throws is answered as an error in the format of its path. Our own faults are logged and answered as `internal`.
 */
export const createApi = ({
  logger,
  makeId,
  requestIdHeaders,
  describeError,
  answerElsewhere = async () => null,
  explainMissing = notThere,
  explainFailure = (thrown) => thrown,
  slowDown,
}: ApiOptions): Hono<HttpEnv> => {
  const answerError = (
    c: Context<HttpEnv>,
    error: PublicError,
    headers: Record<string, string> = {},
  ): Response =>
    c.json(describeError(c.req.path, error, c.get('requestId')), error.status as ContentfulStatusCode, {
      ...errorHeaders(error),
      ...headers,
    })
  const api = new Hono<HttpEnv>({ getPath: (request) => meantPath(getPath(request)) })
  api.use(cors({ origin: '*', allowHeaders: ['*', 'authorization'], exposeHeaders: ['*'], maxAge: 86_400 }))
  api.use(async function nameRequest(c, next) {
    c.set('requestId', requestIdOf(c.req.header('x-request-id'), makeId()))
    await next()
    for (const [name, value] of Object.entries(requestIdHeaders(c.req.path, c.get('requestId'))))
      c.header(name, value)
  })
  api.notFound(async (c) => {
    const elsewhere = await answerElsewhere(c)
    if (elsewhere !== null) return elsewhere
    const { error, headers } = explainMissing(c.req.method, c.req.path)
    return answerError(c, error, headers)
  })
  api.onError(async (thrown, c: Context<HttpEnv>) => {
    const error = toPublicError(fromBus(explainFailure(thrown)))
    if (error.code === 'internal')
      logger.error({ err: thrown, requestId: c.get('requestId') }, 'a request failed')
    if (error.status < 500) await slowDown?.(c)
    return answerError(c, error)
  })
  return api
}

const notThere = (method: string, path: string): Missing => ({
  error: new PublicError('not_found', `There is no ${method} ${path}. The reference is at /docs.`),
})
