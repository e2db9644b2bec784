import { z } from 'zod'
import { defineCall } from '../define.ts'

/**
 * Takes part of a rate limit for one edge to hand out from memory, so that many edges together admit the limit
 * once. Served by every billing process in its own name: the key's owner among them answers.
 */
export const takeLimit = defineCall(
  'billing.limits.take',
  z.object({
    /** `<keyId>:requests` or `<keyId>:tokens`. */
    bucket: z.string(),
    perMinute: z.number().int().positive(),
    want: z.number().int().positive(),
  }),
  z.object({
    granted: z.number().int().nonnegative(),
    remaining: z.number().int().nonnegative(),
    /** When the bucket will hold what was wanted, in milliseconds from now. */
    retryAfterMs: z.number().int().nonnegative(),
    /** When the bucket will be full again, in milliseconds from now. */
    resetMs: z.number().int().nonnegative(),
  }),
)
