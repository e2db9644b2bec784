import { z } from 'zod'
import { defineStream } from '../subject.ts'

/** What a foreign address is asked for, for limits and the log. */
export const foreignPurpose = z.enum(['input', 'output', 'webhook'])

/**
 * Asks an address that somebody else chose, by the one fetcher that may: it connects to public addresses only. Nobody
 * else in the platform opens such an address. Only what is listed here comes back of the answer's head.
 * Fails with `invalid_request` where the address is refused, `provider_unavailable` where it does not answer.
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
    /** From the first byte that is sent to the last that comes. Left out: only silence ends it. */
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
