import { z } from 'zod'
import { defineCall } from '../subject.ts'
import { rateCard } from './catalog.ts'

/** What is spoken with an upstream of a session: OpenAI's Realtime events, or Gemini's Live frames. */
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
  /** `wss://api.openai.com/v1/realtime?model=gpt-realtime-2`, without any secret in it. */
  url: z.string(),
  upstreamModel: z.string(),
  /** The headers with the credential, as JSON, for the asker's eyes only (`sealForTransport`). */
  sealedHeaders: z.string(),
  connectTimeoutMs: z.number().int().positive(),
  /** By list. */
  price: rateCard,
  /** The account's own key of the provider is used: the charge is this share of the price. */
  byok: z.object({ byokKeyId: z.string(), feeBasisPoints: z.number().int().nonnegative() }).optional(),
})
export type RealtimeRoute = z.output<typeof realtimeRoute>

/** Binds the sealed headers to what they are for. */
export const REALTIME_TRANSPORT_CONTEXT = 'realtime upstream'

/**
 * Served by the router: where sessions of a model can be relayed to, in the order in which they are to be tried; none
 * where no provider of it speaks a realtime protocol. Fails as a generation does for a model that nobody serves.
 */
export const planRealtime = defineCall(
  'router.realtime.plan',
  z.object({
    model: z.string(),
    accountId: z.string(),
    /** The account's own keys of providers, which serve before the platform's. */
    byokKeys: z.array(z.object({ byokKeyId: z.string(), provider: z.string() })),
    sealingKey,
  }),
  z.object({ priceVersion: z.string(), routes: z.array(realtimeRoute) }),
)
export type SessionPlanRequest = z.output<(typeof planRealtime)['request']>
