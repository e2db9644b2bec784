import { z } from 'zod'
import { defineBroadcast, defineCall } from '../subject.ts'

/**
 * Granted quota that is not used by then is returned, because otherwise it could be used in a minute in which it was
 * not counted.
 */
export const LIMIT_GRANT_LIFE_MS = 250

const count = z.number().int().nonnegative()

const limitTake = z.object({
  /** The counter: `<key or account id>:requests` or `…:tokens`. */
  bucket: z.string(),
  perMinute: z.number().int().positive(),
  /** The amount of this request; 0 only reads. */
  need: count,
  /**
   * The highest useful amount. Beyond `need`, at most an eighth of the rest is granted, so that little is idle at one
   * edge.
   */
  want: count,
  /** What the request will probably release at its end, and in how many milliseconds. */
  returns: z.object({ amount: count, inMs: count }).optional(),
})
export type LimitTake = z.output<typeof limitTake>

const limitState = z.object({
  granted: count,
  remaining: count,
  /**
   * When the needed amount will be available, in milliseconds from now; 0 if it is now. Includes what running requests
   * will release if that is sooner; since that is an estimate, a caller who returns then may have to wait.
   */
  retryAfterMs: count,
  /** When the limit will be fully unused, in milliseconds from now. */
  resetMs: count,
})
export type LimitState = z.output<typeof limitState>

const limitRequest = z.object({
  takes: z.array(limitTake),
  /** Use beyond what was granted, even if nothing is left; negative if less was used. */
  corrections: z.array(
    z.object({
      bucket: z.string(),
      amount: z.number().int(),
      /** The `returns` of finished requests. */
      returned: count.optional(),
    }),
  ),
})
export type LimitRequest = z.output<typeof limitRequest>

const limitGrant = z.object({
  isGranted: z.boolean(),
  /** Not granted, but a caller was told to return by now: this one should wait and retry. */
  isDue: z.boolean(),
  /** For each limit in the order of `takes`. */
  states: z.array(limitState),
})
export type LimitGrant = z.output<typeof limitGrant>

/**
 * Takes the needed amounts of all of a request's rate limits, or nothing, for one edge to use from memory. So many
 * edges together stay within each limit: at most `perMinute` in any 60 seconds. Any billing process answers; it calls
 * the one that keeps the limits.
 */
export const takeLimits = defineCall('billing.limits.take', limitRequest, limitGrant)

/** The same, from a billing process to the one that keeps the limits (by its instance id). */
export const takeLeaderLimits = defineCall('billing.limits.take-from-leader', limitRequest, limitGrant)

/** The billing process that keeps the limits; a starting process must know it before it answers anything. */
export const findLimitLeader = defineCall(
  'billing.limits.leader',
  z.object({}),
  z.object({ instanceId: z.string(), startedAtMs: z.number() }),
)

/** A billing process's heartbeat to the others: the oldest one keeps the limits. */
export const limiterAlive = defineBroadcast(
  'billing.limits.alive',
  z.object({ instanceId: z.string(), startedAtMs: z.number(), isLeaving: z.boolean() }),
)
