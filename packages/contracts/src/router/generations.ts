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
  /** The upstream's HTTP status; null if it never answered. */
  status: z.number().int().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** `hedged`: another concurrent route was faster. Omitted in events of older routers. */
  outcome: z.enum(['finished', 'failed', 'broken', 'cancelled', 'hedged']).optional(),
})
export type AttemptRecord = z.output<typeof attemptRecord>

/** What happened to a generation: the content of its receipt besides the charge. */
export const generationDetails = z.object({
  requestId: z.string(),
  operation: operationName,
  dialect: callerDialect,
  provider: z.string().nullable(),
  upstreamModel: z.string().nullable(),
  upstreamId: z.string().nullable(),
  /** `lost` is written by the edge when a router died: charged by what was delivered. */
  outcome: z.enum(['completed', 'failed', 'cancelled', 'lost']),
  isStream: z.boolean(),
  /** The service tier and the like that the provider reported; omitted without a report. */
  terms: z.object({ serviceTier: z.string(), speed: z.string(), geography: z.string() }).partial().optional(),
  finishReason: z.string().nullable(),
  nativeFinishReason: z.string().nullable(),
  /** The tokens were counted here: the provider reported none, or an impossible number. */
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
  /** It was a response of a relayed realtime session. */
  isRealtime: z.boolean().optional(),
})
export type GenerationDetails = z.output<typeof generationDetails>

/**
 * A finished generation: the charge that billing books and the receipt that the caller can read. Its id is the
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

/** null: the account has no generation with this id. Answers from the moment its usage event is acknowledged. */
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
  /** The process that holds the lease; omitted if unknown. */
  leaseHolder: z.string().optional(),
  model: z.string(),
  /** The account's own provider keys that may serve; omitted without any. */
  byokKeys: z.array(z.object({ byokKeyId: z.string(), provider: z.string() })).optional(),
  /** The reservation covers only the fee for an own key. */
  isByokOnly: z.boolean().optional(),
  isStream: z.boolean(),
  framing,
  isStrict: z.boolean(),
  /**
   * The highest number of tokens that the request can have and be charged for, as far as known. Omitted by older edges.
   */
  bounds: z.object({ inputTokens: tokenCount, outputTokens: tokenCount.optional() }).optional(),
  /**
   * The reservation covers this many output tokens, at this price per million at most; the router requests more as the
   * answer grows (`growHold`). Omitted: it covers the longest possible answer.
   */
  heldOutput: z.object({ tokens: tokenCount, rateNanoUsd: nanoUsd }).optional(),
  /** The longest answer that is paid for; each choice is limited to it. */
  maxOutputTokens: tokenCount.optional(),
  /** Images in a chat's answer are stored and given as URLs; omitted: they are given as data. */
  storesImages: z.literal(true).optional(),
  /** The address under which the caller reached us, for URLs in the answer; omitted without any. */
  publicUrl: z.string().optional(),
  /** Milliseconds since the epoch; the router gives up then, at any stage. */
  deadlineAtMs: z.number(),
  traceparent: z.string().nullable(),
  userAgent: z.string().nullable(),
  sessionId: z.string().nullable(),
  origin: z.string().nullable(),
  /** The caller's headers that a provider may see (`anthropic-beta`, …). */
  forwardedHeaders: z.record(z.string(), z.string()),
  /** Where the answer is stored before its end is sent; null if it is not. */
  storage: responseStorage.nullable(),
  /** The caller's routing preferences; omitted without any. */
  routing: routingPreferences.optional(),
  /** The same in all requests of a conversation whose beginning a provider may have cached; omitted otherwise. */
  conversationKey: z.string().optional(),
  /** The extras that tokens do not pay for; omitted without any. */
  extras: extras.optional(),
  /** The claim of its idempotency key: the answer is stored under it before its end is sent. Omitted without a key. */
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
    /** The version of the prices: needed for the charge if the router dies before it can record it. */
    priceVersion: z.string(),
    /** Sent before the answer's first token: the caller should see it now, not with the first data. */
    isAhead: z.boolean().optional(),
  }),
  z.object({
    outcome: z.enum(['completed', 'failed', 'cancelled']),
    costNanoUsd: nanoUsd,
    /** For every class. */
    inputTokens: tokenCount,
    outputTokens: tokenCount,
    /** The provider that was called last; null without any. Omitted by older routers, like `failure`. */
    provider: z.string().nullable().optional(),
    /** How many times a provider was called. Omitted by older routers. */
    attemptCount: tokenCount.optional(),
    /** Why there is no complete answer, without any text of the caller or a provider. `status`: the provider's. */
    failure: z.object({ code: z.string(), status: z.number().int().nullable() }).nullable().optional(),
  }),
)
