import { ERRORS } from '@gptget/errors'

const MEANINGS: Record<string, string> = {
  400: 'Malformed request or invalid parameters.',
  401: 'Missing or invalid API key.',
  402: 'Not enough credits to complete the request.',
  403: 'The key lacks permission for this model or action.',
  404: 'The model or resource does not exist.',
  405: 'The path does not support this method. The header allow lists the methods it supports.',
  409: 'The idempotency key belongs to another request.',
  410: 'It no longer exists: an answer that is no longer stored, or a model that its maker retired.',
  413: 'The body is larger than 50 MiB.',
  429: 'Too many requests: slow down and retry.',
  500: 'Gateway error: safe to retry.',
  502: 'Every provider failed: safe to retry.',
  503: 'No provider is free, or the gateway is starting: safe to retry.',
  504: 'No provider answered in time: safe to retry.',
}

/** Every error as rows of a Markdown table: status, class, meaning, codes. */
export const printErrorTable = (): string => {
  const byStatus = Object.groupBy(Object.entries(ERRORS), ([, { status }]) => status)
  return Object.entries(byStatus)
    .map(([status, rows]) => {
      const codes = rows!.map(([code]) => `\`${code}\``).join(' ')
      return `| ${status} | \`${rows![0]![1].type}\` | ${MEANINGS[status] ?? ''} | ${codes} |`
    })
    .join('\n')
}
