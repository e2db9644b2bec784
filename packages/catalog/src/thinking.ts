import { z } from 'zod'

/** In ascending order. */
export const THINKING_EFFORTS = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const

const efforts = z.array(z.enum(THINKING_EFFORTS)).min(1)
const tokens = z.number().int().positive()
const budget = { minTokens: tokens, maxTokens: tokens.optional() }
const canDisable = z.boolean()

/** How a model thinks, in the terms of the protocol package's `ThinkingSupport`. */
export const thinking = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('none') }),
  z.strictObject({ mode: z.literal('fixed') }),
  z.strictObject({ mode: z.literal('toggle') }),
  z.strictObject({ mode: z.literal('budget'), ...budget, canDisable }),
  z.strictObject({ mode: z.literal('effort'), efforts, canDisable }),
  z.strictObject({
    mode: z.literal('adaptive'),
    efforts,
    canDisable,
    budget: z.strictObject(budget).optional(),
  }),
])
export type Thinking = z.output<typeof thinking>
