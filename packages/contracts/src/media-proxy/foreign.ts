import { z } from 'zod'
import { defineStream } from '../subject.ts'

/** The purpose of a foreign URL, for limits and the log. */
export const foreignPurpose = z.enum(['input', 'output', 'webhook'])

/**
 * Fetches a URL that someone else chose, through the only fetcher that may: it connects to public addresses only. No
 * other service opens such URLs. Only the listed headers of the answer are returned. Fails with `invalid_request` if
 * the URL is refused, `provider_unavailable` if it does not answer.
 */
export const fetchForeign = defineStream(
  'media.fetch',
  z.object({
    url: z.string(),
    method: z.enum(['GET', 'POST']),
    headers: z.record(z.string(), z.string()),
    purpose: foreignPurpose,
    /** A longer answer fails with `request_too_large`. */
    maxBytes: z.number().int().positive(),
    /** From the first byte sent to the last byte received. Default: only silence ends it. */
    timeoutMs: z.number().int().positive().optional(),
  }),
  z.object({
    status: z.number().int(),
    contentType: z.string().nullable(),
    byteLength: z.number().int().nonnegative().nullable(),
    retryAfter: z.string().nullable(),
  }),
  z.null(),
)
