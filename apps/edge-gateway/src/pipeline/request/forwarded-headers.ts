import type { IncomingMessage } from 'node:http'

const FORWARDED = ['anthropic-version', 'anthropic-beta', 'openai-beta']

/** A request's headers that a provider may be shown. */
export const forwardedHeaders = ({ headers }: IncomingMessage): Record<string, string> => {
  const forwarded: Record<string, string> = {}
  for (const name of FORWARDED) {
    const value = headers[name]
    if (value !== undefined) forwarded[name] = String(value)
  }
  return forwarded
}
