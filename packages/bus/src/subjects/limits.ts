import { z } from 'zod'
import { defineBroadcast, defineCall } from '../define.ts'

/** What was granted and is not handed out by then is void: else it could be spent in a minute it was not counted in. */
export const LIMIT_GRANT_LIFE_MS = 250

const limitRequest = z.object({
  /** `<keyId>:requests` or `<keyId>:tokens`. */
  bucket: z.string(),
  perMinute: z.number().int().positive(),
  /** What the request at hand takes: this much is granted or nothing. Default 1. */
  need: z.number().int().positive().optional(),
  /** The most that is of use. Beyond `need` no more than an eighth of what remains is granted, so that little lies idle at one edge. */
  want: z.number().int().positive(),
})
export type LimitRequest = z.output<typeof limitRequest>

const limitGrant = z.object({
  granted: z.number().int().nonnegative(),
  remaining: z.number().int().nonnegative(),
  /** When there will be as much as was needed, in milliseconds from now; 0 when it was granted. */
  retryAfterMs: z.number().int().nonnegative(),
  /** When nothing of the limit will be used any more, in milliseconds from now. */
  resetMs: z.number().int().nonnegative(),
})
export type LimitGrant = z.output<typeof limitGrant>

/**
 * Takes part of a rate limit for one edge to hand out from memory, so that many edges together admit the limit
 * once: no more than `perMinute` in any 60 seconds. Any billing process answers; it asks the one that keeps the limits.
 */
export const takeLimit = defineCall('billing.limits.take', limitRequest, limitGrant)

/** The same, asked by a billing process of the one that keeps the limits (by its instance id). */
export const takeKeptLimit = defineCall('billing.limits.take-kept', limitRequest, limitGrant)

/** Which billing process keeps the limits, as another one that starts must know before it answers anything. */
export const findLimitKeeper = defineCall(
  'billing.limits.keeper',
  z.object({}),
  z.object({ instanceId: z.string(), startedAtMs: z.number() }),
)

/** A billing process's sign of life to the others: the one that has been up longest keeps the limits. */
export const limiterAlive = defineBroadcast(
  'billing.limits.alive',
  z.object({ instanceId: z.string(), startedAtMs: z.number(), isLeaving: z.boolean() }),
)
