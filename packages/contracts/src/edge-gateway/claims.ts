import { z } from 'zod'
import { defineCall } from '../subject.ts'

/**
 * The state of an idempotency key. `running`: its answer is in progress. `kept`: it is stored. `followed`: it is a
 * background response with the same id. `lost`: it was charged, and is not stored.
 */
export const claim = z.object({
  generationId: z.string(),
  /** Fingerprint of the request: the same key with another one is refused. */
  fingerprint: z.string(),
  /** The edge that sent it to a router. */
  holder: z.string(),
  state: z.enum(['running', 'kept', 'followed', 'lost']),
  /** For a stored answer. */
  head: z.object({ status: z.number().int(), headers: z.record(z.string(), z.string()) }).nullable(),
})
export type Claim = z.output<typeof claim>

/** To one edge: whether it still waits for the answer of a generation with a claim. */
export const isClaimHeld = defineCall(
  'edge.claims.held',
  z.object({ generationId: z.string() }),
  z.object({ isHeld: z.boolean() }),
)
