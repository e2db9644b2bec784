import type { Dialect } from '@gptget/contracts'

/** The id a request goes by; `request-id` is Anthropic's name for it. */
export const requestIdHeaders = (dialect: Dialect, requestId: string): Record<string, string> =>
  dialect === 'anthropic-messages'
    ? { 'x-request-id': requestId, 'request-id': requestId }
    : { 'x-request-id': requestId }
