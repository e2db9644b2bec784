import type { Context } from 'hono'

/** Anthropic's SDKs list models at `/v1/models`, like OpenAI's; they always send this header. */
export const isAnthropicCaller = ({ req }: Pick<Context, 'req'>): boolean =>
  req.header('anthropic-version') !== undefined
