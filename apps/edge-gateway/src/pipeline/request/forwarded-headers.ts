import type { IncomingMessage } from 'node:http'

const FORWARDED = ['anthropic-version', 'anthropic-beta', 'openai-beta']

/** The headers of a request that a provider may see. */
export const forwardedHeaders = ({ headers }: IncomingMessage): Record<string, string> => {
  const forwarded: Record<string, string> = {}
  for (const name of FORWARDED) {
    const value = headers[name]
    if (value !== undefined) forwarded[name] = String(value)
  }
  return forwarded
}
