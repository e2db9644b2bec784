import { z } from 'zod'
import { defineCall } from '../subject.ts'
import { rateCard } from './catalog.ts'

/** The protocol of a session's upstream: OpenAI's Realtime events, or Gemini's Live frames. */
export const REALTIME_PROTOCOLS = ['realtime', 'gemini-live'] as const

/** A public X25519 key, as the keys package has it. */
const sealingKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('X25519'),
  x: z.string(),
  kid: z.string(),
})

const realtimeRoute = z.object({
  provider: z.string(),
  protocol: z.enum(REALTIME_PROTOCOLS),
  /** `wss://api.openai.com/v1/realtime?model=gpt-realtime-2`, without any secret. */
  url: z.string(),
  upstreamModel: z.string(),
  /** The headers with the credential, as JSON, readable only by the caller (`sealForTransport`). */
  sealedHeaders: z.string(),
  connectTimeoutMs: z.number().int().positive(),
  /** The list price. */
  price: rateCard,
  /** The account's own provider key is used: the charge is this share of the price. */
  byok: z.object({ byokKeyId: z.string(), feeBasisPoints: z.number().int().nonnegative() }).optional(),
})
export type RealtimeRoute = z.output<typeof realtimeRoute>

/** Binds the encrypted headers to their purpose. */
export const REALTIME_TRANSPORT_CONTEXT = 'realtime upstream'

/**
 * Served by the router: where sessions of a model can be relayed to, in order; empty if none of its providers has a
 * realtime protocol. Fails like a generation for a model that no provider serves.
 */
export const planRealtime = defineCall(
  'router.realtime.plan',
  z.object({
    model: z.string(),
    accountId: z.string(),
    /** The account's own provider keys, which are used before the platform's. */
    byokKeys: z.array(z.object({ byokKeyId: z.string(), provider: z.string() })),
    sealingKey,
  }),
  z.object({ priceVersion: z.string(), routes: z.array(realtimeRoute) }),
)
export type SessionPlanRequest = z.output<(typeof planRealtime)['request']>
