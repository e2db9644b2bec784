import type { Context } from 'hono'

/** Google's SDKs list models at `/v1/models` too, like OpenAI's; their headers tell them apart. */
export const isGoogleCaller = ({ req }: Pick<Context, 'req'>): boolean =>
  req.header('x-goog-api-key') !== undefined || req.header('x-goog-api-client') !== undefined
