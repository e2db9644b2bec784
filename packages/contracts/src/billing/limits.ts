import { z } from 'zod'
import { defineBroadcast, defineCall } from '../subject.ts'

/**
 * What was granted and is not handed out by then is given back: else it could be spent in a minute it was not counted
 * in.
 */
export const LIMIT_GRANT_LIFE_MS = 250

const count = z.number().int().nonnegative()

const limitTake = z.object({
  /** What is counted: `<key or account id>:requests` or `…:tokens`. */
  bucket: z.string(),
  perMinute: z.number().int().positive(),
  /** What the request at hand takes; 0 only looks. */
  need: count,
  /**
   * The most that is of use. Beyond `need` no more than an eighth of what remains is granted, so that little lies idle
   * at one edge.
   */
  want: count,
  /** What the request will probably give back when it is over, and in how many milliseconds. */
  returns: z.object({ amount: count, inMs: count }).optional(),
})
export type LimitTake = z.output<typeof limitTake>

const limitState = z.object({
  granted: count,
  remaining: count,
  /**
   * When there will be as much as was needed, in milliseconds from now; 0 where there is now. What running requests
   * will give back is counted where it is sooner: an estimate, so that a caller who comes back then may have to wait.
   */
  retryAfterMs: count,
  /** When nothing of the limit will be used any more, in milliseconds from now. */
  resetMs: count,
})
export type LimitState = z.output<typeof limitState>

const limitRequest = z.object({
  takes: z.array(limitTake),
  /** What was used beyond what was granted, even if nothing is left; below zero what was granted and not used. */
  corrections: z.array(
    z.object({
      bucket: z.string(),
      amount: z.number().int(),
      /** Of the `returns` of takes: those of requests that are over. */
      returned: count.optional(),
    }),
  ),
})
export type LimitRequest = z.output<typeof limitRequest>

const limitGrant = z.object({
  isGranted: z.boolean(),
  /** Not granted, but another caller was told to come back by now: this one is to wait and ask again. */
  isDue: z.boolean(),
  /** Of each limit in the order of `takes`. */
  states: z.array(limitState),
})
export type LimitGrant = z.output<typeof limitGrant>

/**
 * Takes what is needed of all of a request's rate limits, or nothing of any, for one edge to hand out from memory. So
 * many edges together admit each limit once: no more than `perMinute` in any 60 seconds. Any billing process answers;
 * it asks the one that keeps the limits.
 */
export const takeLimits = defineCall('billing.limits.take', limitRequest, limitGrant)

/** The same, asked by a billing process of the one that keeps the limits (by its instance id). */
export const takeLeaderLimits = defineCall('billing.limits.take-from-leader', limitRequest, limitGrant)

/** Which billing process keeps the limits, as another one that starts must know before it answers anything. */
export const findLimitLeader = defineCall(
  'billing.limits.leader',
  z.object({}),
  z.object({ instanceId: z.string(), startedAtMs: z.number() }),
)

/** A billing process's sign of life to the others: the one that has been up longest keeps the limits. */
export const limiterAlive = defineBroadcast(
  'billing.limits.alive',
  z.object({ instanceId: z.string(), startedAtMs: z.number(), isLeaving: z.boolean() }),
)
