import { z } from 'zod'
import { defineCall } from '../subject.ts'

/**
 * The state of an idempotency key. `running`: its answer is being made. `kept`: it is stored. `followed`: it
 * is a background response under the same id. `lost`: it was charged, and is not stored.
 */
export const claim = z.object({
  generationId: z.string(),
  /** Of what was asked: the same key with another one is refused. */
  fingerprint: z.string(),
  /** The edge that asked a router for it. */
  holder: z.string(),
  state: z.enum(['running', 'kept', 'followed', 'lost']),
  /** Of a kept answer. */
  head: z.object({ status: z.number().int(), headers: z.record(z.string(), z.string()) }).nullable(),
})
export type Claim = z.output<typeof claim>

/** Put to one edge: whether it still waits for the answer of a generation that has a claim. */
export const isClaimHeld = defineCall(
  'edge.claims.held',
  z.object({ generationId: z.string() }),
  z.object({ isHeld: z.boolean() }),
)
