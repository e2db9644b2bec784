import { z } from 'zod'
import { defineCall } from '../subject.ts'

/**
 * To the edge that holds the credit of a generation: cover this many output tokens in total. Safe to repeat.
 * `isUnseen`: the provider counted more than its stream showed.
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
