import { z } from 'zod'
import { byokCharge, chargeFields } from '../charges.ts'
import { defineCall, defineStream, nanoUsd } from '../subject.ts'
import { callerDialect, framing, operationName } from '../vocabulary.ts'
import { extras } from './extras.ts'
import { responseStorage } from './response-storage.ts'
import { routingPreferences } from './routing-preferences.ts'

const tokenCount = z.number().int().nonnegative()

export const attemptRecord = z.object({
  provider: z.string(),
  upstreamModel: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  firstTokenMs: z.number().nullable(),
  /** HTTP status upstream answered with; null when it never did. */
  status: z.number().int().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** `hedged`: another route that was asked at the same time was faster. Left out in events of older routers. */
  outcome: z.enum(['finished', 'failed', 'broken', 'cancelled', 'hedged']).optional(),
})
export type AttemptRecord = z.output<typeof attemptRecord>

/** What happened to one generation: what its receipt says beside the charge. */
export const generationDetails = z.object({
  requestId: z.string(),
  operation: operationName,
  dialect: callerDialect,
  provider: z.string().nullable(),
  upstreamModel: z.string().nullable(),
  upstreamId: z.string().nullable(),
  /** `lost` is written by the edge when a router died under it: charged by what was delivered. */
  outcome: z.enum(['completed', 'failed', 'cancelled', 'lost']),
  isStream: z.boolean(),
  /** How the provider says that it served it; left out where it did not say. */
  terms: z.object({ serviceTier: z.string(), speed: z.string(), geography: z.string() }).partial().optional(),
  finishReason: z.string().nullable(),
  nativeFinishReason: z.string().nullable(),
  /** The tokens were counted here: the provider did not say how many there were, or what cannot be. */
  isEstimated: z.boolean(),
  attempts: z.array(attemptRecord),
  /** Routes that were not tried, and why. */
  excluded: z.array(z.object({ provider: z.string(), upstreamModel: z.string(), reason: z.string() })),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  firstTokenMs: z.number().nullable(),
  durationMs: z.number(),
  userAgent: z.string().nullable(),
  sessionId: z.string().nullable(),
  /** The caller's origin (`HTTP-Referer`), as OpenRouter's receipt has it. */
  origin: z.string().nullable(),
  /** It was a response of a realtime session, which was relayed. */
  isRealtime: z.boolean().optional(),
})
export type GenerationDetails = z.output<typeof generationDetails>

/**
 * A generation that is over: the charge that billing books and the receipt that the caller can look up. Its id is the
 * generation's, its product the model.
 */
export const usageEvent = z.object({
  kind: z.literal('generation'),
  ...chargeFields,
  leaseId: z.string().nullable(),
  byok: byokCharge.optional(),
  details: generationDetails,
})
export type UsageEvent = z.output<typeof usageEvent>

/** null: no generation of that account has this id. Answers from the instant its usage event is acknowledged. */
export const readGeneration = defineCall(
  'billing.generations.get',
  z.object({ accountId: z.string(), generationId: z.string() }),
  z.object({ generation: usageEvent.nullable() }),
)

/** What a router is told of a generation besides the caller's body. */
export const generationHead = z.object({
  operation: operationName,
  dialect: callerDialect,
  generationId: z.string(),
  requestId: z.string(),
  accountId: z.string(),
  keyId: z.string(),
  leaseId: z.string().nullable(),
  /** The process that holds the lease; left out where it is not told. */
  leaseHolder: z.string().optional(),
  model: z.string(),
  /** The account's own keys of providers that may serve; left out where there are none. */
  byokKeys: z.array(z.object({ byokKeyId: z.string(), provider: z.string() })).optional(),
  /** What was set aside covers the fee for an own key and nothing else. */
  isByokOnly: z.boolean().optional(),
  isStream: z.boolean(),
  framing,
  isStrict: z.boolean(),
  /**
   * The most tokens that the request can be of, and be charged for, as far as that is known. Left out by older edges.
   */
  bounds: z.object({ inputTokens: tokenCount, outputTokens: tokenCount.optional() }).optional(),
  /**
   * What was set aside covers so many tokens of output, at most so dear per million; the router asks for more as the
   * answer grows (`growHold`). Left out: it covers the longest answer there can be.
   */
  heldOutput: z.object({ tokens: tokenCount, rateNanoUsd: nanoUsd }).optional(),
  /** No longer an answer is paid for: each that is asked for is asked for no longer than this. */
  maxOutputTokens: tokenCount.optional(),
  /** The address under which the caller reached us, for addresses in the answer; left out where it has none. */
  publicUrl: z.string().optional(),
  /** Milliseconds since the epoch; the router gives up then, at any stage. */
  deadlineAtMs: z.number(),
  traceparent: z.string().nullable(),
  userAgent: z.string().nullable(),
  sessionId: z.string().nullable(),
  origin: z.string().nullable(),
  /** The caller's headers that a provider may be shown (`anthropic-beta`, …). */
  forwardedHeaders: z.record(z.string(), z.string()),
  /** Where the answer is kept before its end is told; null where it is not. */
  storage: responseStorage.nullable(),
  /** What the caller wishes of the way the request takes; left out where nothing was preferred. */
  routing: routingPreferences.optional(),
  /** The same in all requests of one conversation whose beginning a provider may have cached; left out elsewhere. */
  conversationKey: z.string().optional(),
  /** What it asks for that tokens do not pay; left out where there is nothing. */
  extras: extras.optional(),
  /**
   * The claim of its idempotency key: the answer is kept under it before its end is told. Left out where it has none.
   */
  claim: z.string().optional(),
})
export type GenerationHead = z.output<typeof generationHead>

/** Served by the router: one generation, its answer in the caller's dialect. */
export const generate = defineStream(
  'router.generate',
  generationHead,
  z.object({
    status: z.number().int(),
    headers: z.record(z.string(), z.string()),
    /** The prices in force: named by the charge even if the router dies before it can record it. */
    priceVersion: z.string(),
    /** Sent before the answer's first token: the caller is to see it now, not with the first data. */
    isAhead: z.boolean().optional(),
  }),
  z.object({
    outcome: z.enum(['completed', 'failed', 'cancelled']),
    costNanoUsd: nanoUsd,
    /** Of every class. */
    inputTokens: tokenCount,
    outputTokens: tokenCount,
    /** The provider that was asked last; null where none was. Left out by older routers, like `failure`. */
    provider: z.string().nullable().optional(),
    /** How many times a provider was asked. Left out by older routers. */
    attemptCount: tokenCount.optional(),
    /** Why there is no whole answer, without any text of the caller's or a provider's. `status`: the provider's. */
    failure: z.object({ code: z.string(), status: z.number().int().nullable() }).nullable().optional(),
  }),
)
