import { z } from 'zod'
import { defineCall } from '../subject.ts'

/**
 * Put to the edge that holds the credit of a generation: that it cover so many tokens of output in all. May be
 * repeated. `isUnseen`: the provider counted more than its stream showed.
 */
export const growHold = defineCall(
  'edge.holds.grow',
  z.object({
    generationId: z.string(),
    outputTokens: z.number().int().positive(),
    isUnseen: z.boolean().optional(),
  }),
  z.object({ isGranted: z.boolean() }),
)
